package io.alambic.student.weights;

import io.alambic.core.storage.WeightType;
import java.util.Objects;

/**
 * Settings of the publication of weights.
 *
 * @param topic the weights topic
 * @param published whether a trainer publishes them
 * @param chunkBytes most bytes of weights in one record, at least 1 KiB
 * @param type in which they are published
 * @param bytesPerSecond bytes that publications take on average at most, at least 1
 */
public record WeightsSettings(String topic, boolean published, int chunkBytes, WeightType type, long bytesPerSecond) {

    private static final int MIN_CHUNK_BYTES = 1 << 10;

    public WeightsSettings {
        Objects.requireNonNull(topic, "weights topic");
        Objects.requireNonNull(type, "type of published weights");
        if (bytesPerSecond < 1) {
            throw new IllegalArgumentException("bytes per second must be at least 1, but are " + bytesPerSecond);
        }
        if (chunkBytes < MIN_CHUNK_BYTES) {
            throw new IllegalArgumentException(
                    "chunk bytes must be at least %d, but is %d".formatted(MIN_CHUNK_BYTES, chunkBytes));
        }
    }
}
