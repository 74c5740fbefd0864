package io.alambic.core.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Map;

/** The structure of a model without its weights: one of the zoo, or the user's own module. */
public interface Architecture {

    /** Returns a text that is equal only for equal architectures; a checkpoint must match it to be restored. */
    String fingerprint();

    /** Returns the inputs and outputs of every network of this architecture. */
    Signature signature();

    /** Returns which numbers its networks can read; all of the inputs' types, unless the architecture knows better. */
    default InputRanges inputRanges() {
        return InputRanges.NONE;
    }

    /**
     * Creates a network with random weights.
     *
     * @param parent manager that owns the network's arrays
     * @param seed equal seeds give equal weights on one engine
     */
    TrainableNetwork newNetwork(NDManager parent, long seed);

    /**
     * Creates a network with a copy of given weights.
     *
     * @param parent manager that owns the network's arrays
     * @param weights as {@link TrainableNetwork#snapshot()} of a network of the same architecture
     * @throws IllegalArgumentException if a weight is missing, foreign or of another shape
     */
    TrainableNetwork newNetwork(NDManager parent, Map<String, NDArray> weights);
}
