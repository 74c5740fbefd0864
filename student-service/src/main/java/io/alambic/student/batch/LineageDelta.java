package io.alambic.student.batch;

import java.util.Map;

/**
 * What one batch adds to the lineage of the weights.
 *
 * @param boundary whether no record is partly in this batch and partly in a later one: only after such
 *     a batch do the offsets say exactly what the weights learned from
 * @param records knowledge records that end with this batch
 * @param trained samples in the batch
 * @param heldOut held-out samples of those records
 * @param newestEventTimeMs event time of the newest sample in the batch, milliseconds since the epoch; 0
 *     where it has none
 * @param offsets next offset to read of each partition that moved on, as "topic-partition"; empty where
 *     this is no boundary
 */
public record LineageDelta(
        boolean boundary, long records, long trained, long heldOut, long newestEventTimeMs, Map<String, Long> offsets) {

    public LineageDelta {
        offsets = Map.copyOf(offsets);
    }
}
