package io.alambic.core.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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

    /** Returns the bytes that the elements of all arrays take. */
    public static long bytes(Map<String, NDArray> arrays) {
        return arrays.values().stream()
                .mapToLong(array -> array.size() * array.getDataType().getNumOfBytes())
                .sum();
    }

    /** Adds a text as an array of bytes, unless it is empty. */
    public static void putText(Map<String, NDArray> into, String name, String text, NDManager manager) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > 0) {
            ByteBuffer direct =
                    ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
            into.put(name, manager.create(direct, new Shape(bytes.length), DataType.UINT8));
        }
    }

    /** Returns a text that {@link #putText} added; empty if there is none. */
    public static String text(Map<String, NDArray> arrays, String name) {
        NDArray bytes = arrays.get(name);
        return bytes == null ? "" : new String(bytes.toByteArray(), StandardCharsets.UTF_8);
    }
}
