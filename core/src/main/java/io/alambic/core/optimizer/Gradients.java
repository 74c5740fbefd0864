package io.alambic.core.optimizer;

import ai.djl.ndarray.NDArray;
import java.util.Map;

/**
 * The gradients of one step, which lie on the device and belong to this object. Two of them may be views of the same numbers: they are read,
 * and not written. Used by one thread.
 *
 * @param learned what they are the gradients of, by name
 * @param arrays each of them by the same name, in the same shape and layout
 */
public record Gradients(Map<String, NDArray> learned, Map<String, NDArray> arrays) implements AutoCloseable {

    /** As PyTorch's clip_grad_norm_: keeps the division defined. */
    private static final double TINY = 1e-6;

    /**
     * What gradients of such a norm are to be multiplied by.
     *
     * @param limit largest norm; 0 for none
     */
    public static float scale(float norm, float limit) {
        return limit == 0 ? 1 : (float) Math.min(1, limit / (norm + TINY));
    }

    @Override
    public void close() {
        arrays.values().forEach(NDArray::close);
    }
}
