package io.alambic.student.weights;

import java.util.Objects;

/**
 * Settings of the publication of weights.
 *
 * @param topic the weights topic
 * @param published whether a trainer publishes them
 * @param chunkBytes most bytes of weights in one record, at least 1 KiB
 */
public record WeightsSettings(String topic, boolean published, int chunkBytes) {

    private static final int MIN_CHUNK_BYTES = 1 << 10;

    public WeightsSettings {
        Objects.requireNonNull(topic, "weights topic");
        if (chunkBytes < MIN_CHUNK_BYTES) {
            throw new IllegalArgumentException(
                    "chunk bytes must be at least %d, but is %d".formatted(MIN_CHUNK_BYTES, chunkBytes));
        }
    }
}
