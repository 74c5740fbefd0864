package io.alambic.student.training;

import io.alambic.core.checkpoint.Lineage;
import io.alambic.core.checkpoint.RecordsRead;
import io.alambic.core.checkpoint.TaughtBy;
import io.alambic.student.batch.LineageDelta;
import java.util.List;
import java.util.TreeMap;

/** Accumulates the lineage of the candidate's weights. Used by the trainer's thread. */
final class Progress {

    private long step;
    private long trained;
    private long heldOut;
    private long givenUp;
    private long newestEventTimeMs;
    private final TreeMap<String, Long> offsets;
    private final TreeMap<String, RecordsRead> read;
    private String topicId;
    private List<TaughtBy> teachers;
    private boolean atBoundary = true;

    Progress(Lineage lineage) {
        step = lineage.step();
        trained = lineage.trained();
        heldOut = lineage.heldOut();
        givenUp = lineage.givenUp();
        newestEventTimeMs = lineage.newestEventTimeMs();
        offsets = new TreeMap<>(lineage.offsets());
        read = new TreeMap<>(lineage.read());
        topicId = lineage.topicId();
        teachers = lineage.teachers();
    }

    /** Records a step on a batch. */
    void learned(long newStep, LineageDelta batch) {
        learned(newStep, batch, batch.trained());
    }

    /** Records a step on a batch of which some samples were given up. */
    void learned(long newStep, LineageDelta batch, long samples) {
        step = newStep;
        trained += samples;
        givenUp += batch.trained() - samples;
        newestEventTimeMs = Math.max(newestEventTimeMs, batch.newestEventTimeMs());
        took(batch);
    }

    /** Records a batch that was read but not learned from. */
    void passed(LineageDelta batch) {
        givenUp += batch.trained();
        took(batch);
    }

    private void took(LineageDelta batch) {
        heldOut += batch.heldOut();
        if (batch.boundary()) {
            switchTo(batch.topicId());
        }
        batch.offsets().forEach((partition, offset) -> offsets.put(partition.toString(), offset));
        batch.read().forEach((partition, records) -> read.merge(partition.toString(), records, RecordsRead::then));
        teachers = TaughtBy.sum(teachers, batch.teachers());
        atBoundary = batch.boundary();
    }

    /** Offsets and records belong to one topic and start again with another. */
    private void switchTo(String topic) {
        if (topic.isEmpty() || topic.equals(topicId)) {
            return;
        }
        if (!topicId.isEmpty()) {
            offsets.clear();
            read.clear();
        }
        topicId = topic;
    }

    /**
     * Records that the weights were restored from a checkpoint. The offsets stay: the records read since then are given
     * up and not read again.
     */
    void rolledBack(Lineage checkpoint) {
        givenUp += trained - checkpoint.trained();
        step = checkpoint.step();
        trained = checkpoint.trained();
        newestEventTimeMs = checkpoint.newestEventTimeMs();
    }

    /** Returns whether the weights have learned from whole records only. */
    boolean isAtBoundary() {
        return atBoundary;
    }

    long step() {
        return step;
    }

    long newestEventTimeMs() {
        return newestEventTimeMs;
    }

    /** Returns the lineage; its offsets are exact at a boundary. */
    Lineage lineage() {
        return new Lineage(step, trained, heldOut, givenUp, newestEventTimeMs, offsets, read, topicId, teachers);
    }
}
