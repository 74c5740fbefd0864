package io.alambic.student.training;

/** What the trainer's thread does beside training. */
public enum Upkeep {
    /** Copying the weights that are to be judged and served. */
    PUBLICATION,
    /** A checkpoint, with the judgement that it waits for. */
    CHECKPOINT
}
