package io.alambic.core.model;

import java.util.List;
import java.util.regex.Pattern;

/**
 * One output of a model, chosen and named: written {@code logits=0}, {@code block2=layer3}, or {@code
 * block2} if the name is kept.
 *
 * @param name new name of the output
 * @param source name of the model's output, or its position from 0
 */
public record OutputPick(String name, String source) {

    private static final Pattern POSITION = Pattern.compile("\\d{1,6}");

    public OutputPick {
        if (name.isBlank() || source.isBlank()) {
            throw new IllegalArgumentException(
                    "expected an output as name or name=source, but got '%s=%s'".formatted(name, source));
        }
    }

    /** Reads {@code name} or {@code name=source}. */
    public static OutputPick parse(String text) {
        int equals = text.indexOf('=');
        return equals < 0
                ? new OutputPick(text.strip(), text.strip())
                : new OutputPick(
                        text.substring(0, equals).strip(),
                        text.substring(equals + 1).strip());
    }

    /**
     * Returns the name of the chosen output of a model.
     *
     * @throws IllegalArgumentException naming the outputs that exist
     */
    public String in(Signature model) {
        List<String> names =
                model.outputs().stream().map(output -> output.name()).toList();
        if (names.contains(source)) {
            return source;
        }
        if (POSITION.matcher(source).matches() && Integer.parseInt(source) < names.size()) {
            return names.get(Integer.parseInt(source));
        }
        throw new IllegalArgumentException("no output '%s'; the model has %s".formatted(source, names));
    }
}
