package io.alambic.core.model;

import ai.djl.ndarray.NDArray;
import java.util.Map;
import java.util.OptionalLong;

/**
 * A model that answers: named inputs in, named outputs out. Its weights may be in this process or elsewhere.
 *
 * <p>Every output and every intermediate array belongs to the manager of the inputs, so that closing that manager frees
 * the whole pass. {@link #forward} may be called from several threads at once. Closing frees the weights or the
 * connection.
 */
public interface InferenceNetwork extends AutoCloseable {

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

    /** Returns whether the network keeps the channels of a pixel side by side in memory, and its feature maps too. */
    default boolean channelsLast() {
        return false;
    }

    /** Number of learned values; empty if not known. */
    default OptionalLong parameterCount() {
        return OptionalLong.empty();
    }

    /** Bytes of all weights; empty if not known. */
    default OptionalLong weightBytes() {
        return OptionalLong.empty();
    }

    @Override
    void close();
}
