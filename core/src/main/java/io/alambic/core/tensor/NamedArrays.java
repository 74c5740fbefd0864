package io.alambic.core.tensor;

import ai.djl.ndarray.NDArray;
import java.util.LinkedHashMap;
import java.util.Map;

/** Arrays by name, with a prefix for the part of a state. */
public final class NamedArrays {

    private NamedArrays() {}

    /** Returns the arrays of a prefix, without it, in the same order. */
    public static Map<String, NDArray> part(Map<String, NDArray> arrays, String prefix) {
        Map<String, NDArray> part = new LinkedHashMap<>();
        arrays.forEach((name, array) -> {
            if (name.startsWith(prefix)) {
                part.put(name.substring(prefix.length()), array);
            }
        });
        return part;
    }

    /** Adds arrays under a prefix. */
    public static void put(Map<String, NDArray> into, String prefix, Map<String, NDArray> part) {
        part.forEach((name, array) -> into.put(prefix + name, array));
    }
}
