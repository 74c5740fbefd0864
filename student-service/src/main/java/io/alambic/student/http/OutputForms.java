package io.alambic.student.http;

import java.util.Map;

/**
 * Says which outputs a client wants as binary data.
 *
 * @param all default for outputs that do not say
 * @param named choice of each output, by name
 */
public record OutputForms(boolean all, Map<String, Boolean> named) {

    public OutputForms {
        named = Map.copyOf(named);
    }

    boolean isBinary(String output) {
        return named.getOrDefault(output, all);
    }
}
