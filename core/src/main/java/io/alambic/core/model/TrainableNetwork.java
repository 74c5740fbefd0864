package io.alambic.core.model;

import ai.djl.ndarray.NDArray;
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
     * All weights as they are now: learned parameters and running statistics. An {@link Architecture} builds an equal
     * network from them. The arrays belong to this network, and hold until the next step of training, the next snapshot
     * or {@link #close()}: copy what must last longer.
     */
    Map<String, NDArray> snapshot();

    @Override
    default OptionalLong parameterCount() {
        return OptionalLong.of(
                learned().values().stream().mapToLong(NDArray::size).sum());
    }

    @Override
    default OptionalLong weightBytes() {
        return OptionalLong.of(snapshot().values().stream()
                .mapToLong(array -> array.size() * array.getDataType().getNumOfBytes())
                .sum());
    }
}
