package io.alambic.core.checkpoint;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a student's weights learned from.
 *
 * @param step training steps taken
 * @param trained samples trained on
 * @param heldOut samples held out
 * @param newestEventTimeMs event time of the newest sample trained on, milliseconds since the epoch; 0
 *     where there is none
 * @param offsets next offset to read of each partition of the knowledge topic, as "topic-partition"
 */
public record Lineage(long step, long trained, long heldOut, long newestEventTimeMs, SortedMap<String, Long> offsets) {

    /** The lineage of weights that have learned nothing. */
    public static final Lineage EMPTY = new Lineage(0, 0, 0, 0, new TreeMap<>());

    public Lineage {
        offsets = Collections.unmodifiableSortedMap(new TreeMap<>(offsets));
    }
}
