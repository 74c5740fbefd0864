package io.alambic.core.model;

import ai.djl.ndarray.NDArray;
import java.util.Map;

/**
 * A model with its weights in native memory: named inputs in, named outputs out.
 *
 * <p>Every output and every intermediate array belongs to the manager of the inputs, so that closing
 * that manager frees the whole pass. {@link #forward} may be called from several threads at once;
 * {@link #forwardTraining} and changes of the weights belong to one thread. A fresh network collects no gradients until its
 * trainer asks for them. Closing frees the weights.
 */
public interface Network extends AutoCloseable {

    /** Inputs and outputs. */
    Signature signature();

    /**
     * A pass for inference.
     *
     * @param inputs every input of the signature, batch dimension first
     * @return every output of the signature by name
     * @throws IllegalArgumentException if an input is missing or of another shape
     */
    Map<String, NDArray> forward(Map<String, NDArray> inputs);

    /** A pass that a gradient collector can follow; layers behave as in training. */
    Map<String, NDArray> forwardTraining(Map<String, NDArray> inputs);

    /** The live arrays that make up the weights: learned parameters and running statistics. */
    Map<String, NDArray> weights();

    /** Those of {@link #weights()} that training changes. */
    Map<String, NDArray> learned();

    /** Whether it computes images with the channels of a pixel side by side, so that its maps lie in memory that way. */
    default boolean channelsLast() {
        return false;
    }

    /** Number of learned values. */
    default long parameterCount() {
        return learned().values().stream().mapToLong(NDArray::size).sum();
    }

    /** Bytes of all weights. */
    default long weightBytes() {
        return weights().values().stream()
                .mapToLong(array -> array.size() * array.getDataType().getNumOfBytes())
                .sum();
    }

    @Override
    void close();
}
