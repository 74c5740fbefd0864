package io.alambic.student.training;

import io.alambic.core.evaluate.HoldoutFigures;
import java.time.Duration;

/** What became of weights that were offered to serving. */
public sealed interface Promotion {

    /**
     * They serve now.
     *
     * @param version under which they serve
     * @param step training steps that they have taken
     * @param figures on the holdout
     */
    record Promoted(long version, long step, HoldoutFigures figures) implements Promotion {}

    /**
     * They passed on the holdout, and are tried on requests before they serve.
     *
     * @param version under which they answer
     * @param step training steps that they have taken
     * @param figures on the holdout
     */
    record OnTrial(long version, long step, HoldoutFigures figures) implements Promotion {}

    /**
     * The weights that served before still do.
     *
     * @param step training steps that the candidate has taken
     * @param figures of the candidate on the holdout
     * @param reason why it was not promoted
     */
    record Rejected(long step, HoldoutFigures figures, String reason) implements Promotion {}

    /**
     * The candidate was given up, and training goes on from the last good checkpoint.
     *
     * @param from step of the candidate
     * @param to step of the checkpoint
     * @param reason why it was given up
     * @param inARow roll backs since the last promotion, this one included
     * @param rest how long nothing is learned now
     */
    record RolledBack(long from, long to, String reason, int inARow, Duration rest) implements Promotion {}
}
