package io.alambic.core.train;

import ai.djl.ndarray.NDArray;
import java.util.Map;

/** Changes what is learned along its gradients. Used by one thread. */
interface Optimizer {

    /**
     * Changes each array that is learned along its gradient and clears the gradient.
     *
     * @param gradients and what they belong to; their values may be changed on the way
     * @param learningRate size of the step
     * @param scale what the gradients are multiplied by first
     */
    void update(Gradients gradients, float learningRate, float scale);

    /** The live arrays that a checkpoint has to hold, by name. */
    Map<String, NDArray> state();
}
