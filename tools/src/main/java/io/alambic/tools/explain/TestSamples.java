package io.alambic.tools.explain;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.Map;

/** Labelled test samples as one model reads them. Used by one thread. */
interface TestSamples {

    /** Returns the class of each sample. */
    int[] labels();

    /** Returns the batches in which they are asked, each as the indexes of its samples; every sample is in one. */
    List<List<Integer>> batches();

    /**
     * Returns what the model is asked about a batch.
     *
     * @param scope owns the arrays
     * @return each input by name, [N, ...]
     */
    Map<String, NDArray> inputs(List<Integer> batch, NDManager scope);
}
