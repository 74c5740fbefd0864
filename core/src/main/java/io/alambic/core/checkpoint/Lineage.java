package io.alambic.core.checkpoint;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Records what a student's weights learned from. Samples read = trained + heldOut + givenUp.
 *
 * @param step training steps taken
 * @param trained samples trained on
 * @param heldOut samples held out
 * @param givenUp samples that were read without effect, because their cost was not finite or their weights were rolled back
 * @param newestEventTimeMs event time of the newest sample trained on, milliseconds since the epoch; 0
 *     if there is none
 * @param offsets next offset to read of each partition of the knowledge topic, as "topic-partition"
 * @param read the records of each partition before that offset, dead-lettered ones left out
 * @param topicId Kafka's id of the topic that the offsets and records are of; empty if it is not known
 * @param teachers whose answers the records read are, of this topic and of those before it; none if that is not known
 */
public record Lineage(
        long step,
        long trained,
        long heldOut,
        long givenUp,
        long newestEventTimeMs,
        SortedMap<String, Long> offsets,
        SortedMap<String, RecordsRead> read,
        String topicId,
        List<TaughtBy> teachers) {

    /** The lineage of weights that have learned nothing. */
    public static final Lineage EMPTY = new Lineage(0, 0, 0, 0, new TreeMap<>());

    /** Older checkpoints of format 1 lack {@code read}, {@code topicId} or {@code teachers}; these are then empty. */
    public Lineage {
        offsets = Collections.unmodifiableSortedMap(new TreeMap<>(offsets));
        read = read == null ? Collections.emptySortedMap() : Collections.unmodifiableSortedMap(new TreeMap<>(read));
        topicId = topicId == null ? "" : topicId;
        teachers = teachers == null ? List.of() : List.copyOf(teachers);
    }

    /** A lineage with known offsets only. */
    public Lineage(long step, long trained, long heldOut, long newestEventTimeMs, SortedMap<String, Long> offsets) {
        this(step, trained, heldOut, 0, newestEventTimeMs, offsets, new TreeMap<>(), "", List.of());
    }

    /** Returns this lineage with the event time set back if it is later; milliseconds since the epoch. */
    public Lineage withEventTimeUpTo(long latestMs) {
        return newestEventTimeMs <= latestMs
                ? this
                : new Lineage(step, trained, heldOut, givenUp, latestMs, offsets, read, topicId, teachers);
    }
}
