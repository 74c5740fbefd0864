package io.alambic.core.optimizer;

import ai.djl.ndarray.NDArray;
import java.util.Map;

/** Updates learned arrays by their gradients. Used by one thread. */
public interface Optimizer {

    /**
     * Updates each learned array by its gradient.
     *
     * @param gradients and what they belong to
     * @param learningRate size of the step
     * @param scale what the gradients are multiplied by first
     */
    void update(Gradients gradients, float learningRate, float scale);

    /** Returns, by name, the live arrays for a checkpoint. */
    Map<String, NDArray> state();
}
