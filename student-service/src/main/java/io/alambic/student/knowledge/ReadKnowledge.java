package io.alambic.student.knowledge;

import io.alambic.core.bucket.ComputedPlaces;
import io.alambic.student.batch.KnowledgeSamples;
import io.alambic.v1.Knowledge;

/**
 * A knowledge record that was read.
 *
 * @param knowledge the record; a view of its bytes
 * @param samples what is learned from it
 * @param refused its samples that are refused by themselves
 * @param leftOut number of its augmented samples whose originals are held out
 * @param eventTimeBounded whether its event time lay in the future
 * @param places of the samples that are learned from, if the student has open dimensions
 */
public record ReadKnowledge(
        Knowledge knowledge,
        KnowledgeSamples samples,
        RefusedSamples refused,
        int leftOut,
        boolean eventTimeBounded,
        ComputedPlaces places) {

    /** Returns the number of augmented samples that are trained on. */
    public int augmented() {
        return knowledge.hasAugmentation() ? samples.trainingSamples() : 0;
    }
}
