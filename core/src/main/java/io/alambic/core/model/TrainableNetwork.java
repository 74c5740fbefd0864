package io.alambic.core.model;

import ai.djl.ndarray.NDArray;
import io.alambic.core.tensor.NamedArrays;
import java.util.Map;
import java.util.OptionalLong;

/**
 * A network that can be trained: its weights are in native memory of this process.
 *
 * <p>{@link #forwardTraining}, {@link #snapshot} and changes of the weights belong to one thread. A fresh network collects
 * no gradients until its trainer asks for them.
 */
public interface TrainableNetwork extends InferenceNetwork {

    /** A pass that a gradient collector can follow; layers behave as in training. */
    Map<String, NDArray> forwardTraining(Map<String, NDArray> inputs);

    /** The live arrays that training changes, by name: a change of one changes the next answer. */
    Map<String, NDArray> learned();

    /**
     * All weights: learned parameters and running statistics, from which an {@link Architecture} builds an equal network. The arrays are
     * live, and owned by this network: copy what must last longer than until the next step of training. What is written to them is what
     * the network computes with.
     */
    Map<String, NDArray> snapshot();

    @Override
    default OptionalLong parameterCount() {
        return OptionalLong.of(
                learned().values().stream().mapToLong(NDArray::size).sum());
    }

    @Override
    default OptionalLong weightBytes() {
        return OptionalLong.of(NamedArrays.bytes(snapshot()));
    }
}
