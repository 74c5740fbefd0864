package io.alambic.core.data;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.alambic.core.tensor.EncodedTensor;

/** Samples of one input with their labels, in an order. */
public interface TrainingData {

    /** Returns the inputs, [N, ...]. */
    EncodedTensor input();

    /** Returns the number of samples. */
    int size();

    /**
     * Returns labels as the task has them.
     *
     * @param rows of the samples
     * @param scope owns the labels
     */
    NDArray labels(int[] rows, NDManager scope);
}
