package io.alambic.teacher.topology;

import io.alambic.kafka.TopicNames;
import io.alambic.teacher.control.TeachingRate;
import java.time.Duration;
import java.util.List;

/**
 * How samples become knowledge.
 *
 * @param topics where samples come from, and knowledge and dead letters go
 * @param maxBatch samples that make a batch full, at least 1
 * @param maxDelay longest that a sample waits for its batch to fill, at least 1 ms
 * @param maxRecordBytes largest knowledge record
 * @param rate share of the records that is taught until the control topic says otherwise
 * @param logitsTopK largest logits of each sample that travel, at least 0; 0 for all
 * @param studentInputs names of the samples' tensors that travel on, for the student to read; empty for all
 */
public record TeachingSettings(
        TopicNames topics,
        int maxBatch,
        Duration maxDelay,
        int maxRecordBytes,
        TeachingRate rate,
        int logitsTopK,
        List<String> studentInputs) {

    private static final int LOOKS_PER_DELAY = 4;

    public TeachingSettings {
        studentInputs = List.copyOf(studentInputs);
        if (maxBatch < 1) {
            throw new IllegalArgumentException("max batch must be at least 1, but is " + maxBatch);
        }
        if (maxDelay.toMillis() < 1) {
            throw new IllegalArgumentException("max delay must be at least 1 ms, but is " + maxDelay);
        }
    }

    /** Settings by which all logits and tensors travel. */
    public TeachingSettings(TopicNames topics, int maxBatch, Duration maxDelay, int maxRecordBytes, TeachingRate rate) {
        this(topics, maxBatch, maxDelay, maxRecordBytes, rate, 0, List.of());
    }

    /** Bytes that make a batch full, however few samples they are: what waits is thereby bounded. */
    long maxBatchBytes() {
        return 2L * maxRecordBytes;
    }

    /** How often to look whether a sample has waited long enough. */
    Duration punctuation() {
        return Duration.ofMillis(Math.max(1, maxDelay.toMillis() / LOOKS_PER_DELAY));
    }
}
