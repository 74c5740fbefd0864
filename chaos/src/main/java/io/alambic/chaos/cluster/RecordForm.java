package io.alambic.chaos.cluster;

import java.util.SplittableRandom;

/** Draws the records of a topic of samples, one after another. Confined to one thread. */
@FunctionalInterface
interface RecordForm {

    /** Returns the next record, whose ids were never used before. */
    ProducedRecord next(SplittableRandom random);
}
