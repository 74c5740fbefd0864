package io.alambic.student.training;

import io.alambic.core.figures.HoldoutFigures;
import java.time.Duration;

/** Outcome of an evaluation of candidates. */
public sealed interface Promotion {

    /**
     * The weights serve now.
     *
     * @param version version of the weights
     * @param step training step of the weights
     * @param figures figures on the holdout
     */
    record Promoted(long version, long step, HoldoutFigures figures) implements Promotion {}

    /**
     * The weights passed on the holdout and are tried on requests before they serve.
     *
     * @param version version of the weights
     * @param step training step of the weights
     * @param figures figures on the holdout
     */
    record OnTrial(long version, long step, HoldoutFigures figures) implements Promotion {}

    /**
     * The candidate was not promoted; the previous weights keep serving.
     *
     * @param step training step of the candidate
     * @param figures figures of the candidate on the holdout
     * @param reason why it was not promoted
     */
    record Rejected(long step, HoldoutFigures figures, String reason) implements Promotion {}

    /**
     * The candidate was discarded; training continues from the last good checkpoint.
     *
     * @param from step of the discarded candidate
     * @param to step of the checkpoint
     * @param reason why it was discarded
     * @param inARow roll backs since the last promotion, including this one
     * @param rest how long training pauses
     * @param givenUp samples that the weights had learned from and lost
     */
    record RolledBack(long from, long to, String reason, int inARow, Duration rest, long givenUp)
            implements Promotion {}
}
