package io.alambic.models.llm;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text with places for the tensors of a sample: {@code Is this mail spam? {subject} {body}}. Two braces stand for one. Nothing of a
 * sample leaves this process but what the template names. Immutable.
 */
public final class PromptTemplate {

    private static final Pattern PART = Pattern.compile("\\{\\{|\\}\\}|\\{([A-Za-z0-9_./-]+)\\}|[{}]");

    private final String text;
    private final List<Part> parts;

    /** A piece of the text, or the name of a tensor. */
    private record Part(String text, boolean isName) {}

    private PromptTemplate(String text, List<Part> parts) {
        this.text = text;
        this.parts = List.copyOf(parts);
    }

    /**
     * Reads a template.
     *
     * @throws IllegalArgumentException if a brace is left over, or no tensor is named
     */
    public static PromptTemplate parse(String text) {
        List<Part> parts = new ArrayList<>();
        Matcher matcher = PART.matcher(text);
        int from = 0;
        while (matcher.find()) {
            parts.add(new Part(text.substring(from, matcher.start()), false));
            if (matcher.group(1) != null) {
                parts.add(new Part(matcher.group(1), true));
            } else if (matcher.group().length() == 2) {
                parts.add(new Part(matcher.group().substring(1), false));
            } else {
                throw new IllegalArgumentException(
                        "expected {name} for a tensor, and {{ or }} for a brace, but got '%s' at character %d"
                                .formatted(matcher.group(), matcher.start()));
            }
            from = matcher.end();
        }
        parts.add(new Part(text.substring(from), false));
        PromptTemplate template = new PromptTemplate(text, parts);
        if (template.names().isEmpty()) {
            throw new IllegalArgumentException(
                    "expected the name of a tensor in braces, such as {text}, but there is none");
        }
        return template;
    }

    /** Returns the names of the tensors, each once, in the order of the text. */
    public List<String> names() {
        Set<String> names = new LinkedHashSet<>();
        parts.stream().filter(Part::isName).map(Part::text).forEach(names::add);
        return List.copyOf(names);
    }

    /** Returns the text with a sample's tensors in their places. What they hold is not looked at for braces. */
    String fill(Map<String, String> tensors) {
        StringBuilder filled = new StringBuilder();
        parts.forEach(part -> filled.append(part.isName() ? tensors.get(part.text()) : part.text()));
        return filled.toString();
    }

    @Override
    public String toString() {
        return text;
    }
}
