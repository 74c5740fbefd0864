package io.alambic.core.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Map;

/** What a model is, its weights left out: one of the zoo, or a module of the user's own. */
public interface Architecture {

    /** Text that is equal for equal architectures only: a checkpoint is restored where it agrees. */
    String fingerprint();

    /** Inputs and outputs of every network of this architecture. */
    Signature signature();

    /**
     * A network with fresh random weights.
     *
     * @param parent manager under which the network keeps its own
     * @param seed equal seeds give equal weights on one engine
     */
    TrainableNetwork newNetwork(NDManager parent, long seed);

    /**
     * A network with a copy of given weights.
     *
     * @param parent manager under which the network keeps its own
     * @param weights as {@link TrainableNetwork#snapshot()} of a network of the same architecture
     * @throws IllegalArgumentException if a weight is missing, foreign or of another shape
     */
    TrainableNetwork newNetwork(NDManager parent, Map<String, NDArray> weights);
}
