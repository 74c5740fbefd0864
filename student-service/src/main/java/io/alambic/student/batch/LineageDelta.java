package io.alambic.student.batch;

import io.alambic.core.checkpoint.RecordsRead;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * What one batch adds to the lineage of the weights.
 *
 * @param boundary whether no record is partly in this batch and partly in a later one: only after such
 *     a batch do the offsets say exactly what the weights learned from
 * @param trained samples in the batch
 * @param heldOut held-out samples of the knowledge records that end with this batch
 * @param newestEventTimeMs event time of the newest sample in the batch, milliseconds since the epoch; 0
 *     where it has none
 * @param offsets next offset to read of each partition that moved on; empty where
 *     this is no boundary
 * @param read the knowledge records of each of those partitions that end with this batch, and the gaps
 *     before them
 * @param topicId Kafka's id of the topic that the offsets and records are of; empty where it is not known
 */
public record LineageDelta(
        boolean boundary,
        long trained,
        long heldOut,
        long newestEventTimeMs,
        Map<TopicPartition, Long> offsets,
        Map<TopicPartition, RecordsRead> read,
        String topicId) {

    public LineageDelta {
        offsets = Map.copyOf(offsets);
        read = Map.copyOf(read);
    }

    /** Knowledge records that end with this batch. */
    public long records() {
        return read.values().stream().mapToLong(RecordsRead::records).sum();
    }
}
