package io.alambic.teacher.topology;

import io.alambic.kafka.TopicNames;
import io.alambic.mapping.RecordMapping;
import io.alambic.teacher.control.KeyShare;
import io.alambic.teacher.control.TeachingRate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Settings of the topology.
 *
 * @param identity what sets it apart from other teachers
 * @param topics where samples come from, and knowledge and dead letters go
 * @param maxBatch samples that make a batch full, at least 1
 * @param maxDelay longest time that a sample waits for its batch, at least 1 ms
 * @param maxRecordBytes largest knowledge record
 * @param rate share of the records that is taught, unless the control topic sets another
 * @param keys share of the keys whose records are taught, unless the control topic sets another
 * @param logits which logits travel
 * @param studentInputs names of the samples' tensors that the student reads; empty for all
 * @param eventTimeTolerance how far the event time of a record may lie behind the record's own time, at least 0
 * @param augmentations further samples that are made of those that come
 * @param mapping what makes samples of a record; if absent, a record is a batch of samples
 */
public record TeachingSettings(
        TeacherIdentity identity,
        TopicNames topics,
        int maxBatch,
        Duration maxDelay,
        int maxRecordBytes,
        TeachingRate rate,
        KeyShare keys,
        LogitsForm logits,
        List<String> studentInputs,
        Duration eventTimeTolerance,
        Augmentations augmentations,
        Optional<RecordMapping> mapping) {

    /** Event times that are farther in the future than this are mistakes, unless the settings allow more. */
    public static final Duration EVENT_TIME_TOLERANCE = Duration.ofHours(1);

    private static final int LOOKS_PER_DELAY = 4;

    public TeachingSettings {
        studentInputs = List.copyOf(studentInputs);
        if (maxBatch < 1) {
            throw new IllegalArgumentException("max batch must be at least 1, but is " + maxBatch);
        }
        if (maxDelay.toMillis() < 1) {
            throw new IllegalArgumentException("max delay must be at least 1 ms, but is " + maxDelay);
        }
        if (eventTimeTolerance.isNegative()) {
            throw new IllegalArgumentException("event time tolerance must be at least 0, but is " + eventTimeTolerance);
        }
    }

    /** Settings that keep all logits and tensors. */
    public TeachingSettings(TopicNames topics, int maxBatch, Duration maxDelay, int maxRecordBytes, TeachingRate rate) {
        this(
                TeacherIdentity.OF_MODEL,
                topics,
                maxBatch,
                maxDelay,
                maxRecordBytes,
                rate,
                KeyShare.ALL,
                new LogitsForm.All(),
                List.of(),
                EVENT_TIME_TOLERANCE,
                Augmentations.NONE,
                Optional.empty());
    }

    /** Returns the bytes that make a batch full however few its samples are; this bounds the pending records. */
    long maxBatchBytes() {
        return 2L * maxRecordBytes;
    }

    /** Returns the interval between two checks for samples that have waited long enough. */
    Duration punctuation() {
        return Duration.ofMillis(Math.max(1, maxDelay.toMillis() / LOOKS_PER_DELAY));
    }
}
