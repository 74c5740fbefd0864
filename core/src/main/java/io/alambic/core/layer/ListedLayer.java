package io.alambic.core.layer;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A layer in a list.
 *
 * @param layer what it computes
 * @param name begins the names of its parameters; empty for the usual name
 * @param output name under which the model answers with its value; empty for none
 */
public record ListedLayer(Layer layer, String name, String output) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9-]*(\\.[A-Za-z][A-Za-z0-9-]*)*");

    public ListedLayer {
        Objects.requireNonNull(layer, "layer");
        requireName("name", name);
        requireName("output", output);
    }

    /** A layer without a name of its own. */
    public ListedLayer(Layer layer) {
        this(layer, "", "");
    }

    private static void requireName(String option, String value) {
        if (!value.isEmpty() && !NAME.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "%s: expected letters, digits and -, beginning with a letter, in parts separated by a dot, but got '%s'"
                            .formatted(option, value));
        }
    }
}
