package io.alambic.student.http;

import java.util.Map;

/**
 * Which outputs a client wants as binary data.
 *
 * @param all what holds where an output says nothing
 * @param named what the outputs say, by their names
 */
public record OutputForms(boolean all, Map<String, Boolean> named) {

    public OutputForms {
        named = Map.copyOf(named);
    }

    boolean isBinary(String output) {
        return named.getOrDefault(output, all);
    }
}
