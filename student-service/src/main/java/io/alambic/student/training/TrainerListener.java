package io.alambic.student.training;

import io.alambic.core.figures.HoldoutFigures;
import io.alambic.core.search.PopulationState;
import io.alambic.core.train.StepReport;
import io.alambic.student.batch.LineageDelta;
import java.util.Optional;

/** Observes the trainer. Called by the trainer's thread. */
public interface TrainerListener {

    /** A training step was taken. */
    void stepped(StepReport report, long nanos);

    /** All samples of a batch were trained on or held out. */
    void learned(LineageDelta batch);

    /** A batch was given up because its cost is not finite; it may contain held-out samples. */
    void gaveUp(LineageDelta batch);

    /**
     * Candidates and served weights were evaluated on the holdout.
     *
     * @param candidate figures of the candidate that leads
     * @param transfer what it took over from the teacher
     */
    void evaluated(HoldoutFigures candidate, Transfer transfer, long nanos);

    /** Reports how the stream is narrower than what the served weights were judged on; empty if it is not. */
    void narrower(Optional<String> how);

    /** Candidates began, ended or were compared. */
    void population(PopulationState populationState);

    /** An evaluation has an outcome. */
    void judged(Promotion promotion);

    /**
     * The trainer's thread was busy with upkeep instead of training.
     */
    void kept(Upkeep kind, long nanos);

    /** A checkpoint was written. */
    void checkpointed(long nanos);

    /** A checkpoint could not be written. */
    void checkpointFailed(String reason);
}
