package io.alambic.student.batch;

import io.alambic.core.checkpoint.RecordsRead;
import io.alambic.core.checkpoint.TaughtBy;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * Change of the lineage by one batch.
 *
 * @param boundary whether every record ends with this batch or earlier: only then do the offsets say exactly what the
 *     weights have learned from
 * @param trained samples in the batch
 * @param heldOut held-out samples of the knowledge records that end with this batch
 * @param newestEventTimeMs event time of the newest sample in the batch, in milliseconds since the epoch; 0
 *     if it has none
 * @param offsets next offset of each partition that advanced; empty if this is no boundary
 * @param read records of those partitions that end with this batch, with the gaps before them
 * @param topicId Kafka's id of the topic of offsets and records; empty if unknown
 * @param teachers whose answers these records are
 */
public record LineageDelta(
        boolean boundary,
        long trained,
        long heldOut,
        long newestEventTimeMs,
        Map<TopicPartition, Long> offsets,
        Map<TopicPartition, RecordsRead> read,
        String topicId,
        List<TaughtBy> teachers) {

    public LineageDelta {
        offsets = Map.copyOf(offsets);
        read = Map.copyOf(read);
        teachers = List.copyOf(teachers);
    }

    /** Returns the number of knowledge records that end with this batch. */
    public long records() {
        return read.values().stream().mapToLong(RecordsRead::records).sum();
    }

    /** Returns the same change with another number of samples. */
    public LineageDelta withTrained(long samples) {
        return new LineageDelta(boundary, samples, heldOut, newestEventTimeMs, offsets, read, topicId, teachers);
    }

    /** Returns a change of nothing but some samples of the batch. */
    public LineageDelta rest(long samples) {
        return new LineageDelta(false, samples, 0, newestEventTimeMs, Map.of(), Map.of(), topicId, List.of());
    }
}
