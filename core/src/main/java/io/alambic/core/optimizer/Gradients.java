package io.alambic.core.optimizer;

import ai.djl.ndarray.NDArray;
import java.util.LinkedHashMap;
import java.util.Map;

/** The gradients of one step by name, as native handles that this object closes. Used by one thread. */
public final class Gradients implements AutoCloseable {

    /** As PyTorch's clip_grad_norm_: keeps the division defined. */
    private static final double TINY = 1e-6;

    private final Map<String, NDArray> learned;
    private final Map<String, NDArray> arrays = new LinkedHashMap<>();

    /** Takes hold of the gradients of what is learned. */
    public Gradients(Map<String, NDArray> learned) {
        this.learned = learned;
        learned.forEach((name, array) -> arrays.put(name, array.getGradient()));
    }

    /** What they are the gradients of. */
    public Map<String, NDArray> learned() {
        return learned;
    }

    /** Each of them, by the name of what it belongs to. */
    public Map<String, NDArray> arrays() {
        return arrays;
    }

    /**
     * What gradients of such a norm are to be multiplied by.
     *
     * @param limit largest norm; 0 for none
     */
    public static float scale(float norm, float limit) {
        return limit == 0 ? 1 : (float) Math.min(1, limit / (norm + TINY));
    }

    /** Sets every gradient to 0, whatever it is now, and leaves what is learned as it is. */
    public void clear() {
        learned.values().forEach(array -> {
            try (NDArray nowhere = array.getManager().zeros(array.getShape(), array.getDataType())) {
                Sgd.descend(array, nowhere, 0, 0, 1);
            }
        });
    }

    @Override
    public void close() {
        arrays.values().forEach(NDArray::close);
    }
}
