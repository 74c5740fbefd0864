package io.alambic.student.training;

import io.alambic.core.evaluate.HoldoutFigures;
import io.alambic.core.search.Roster;
import io.alambic.core.train.StepReport;
import io.alambic.student.batch.LineageDelta;

/** Told by the trainer's thread what it does. */
public interface TrainerListener {

    /** A training step was taken. */
    void stepped(StepReport report, long nanos);

    /** A batch was taken; what it holds has been trained on or held out. */
    void learned(LineageDelta batch);

    /** A batch was taken and not learned from, since its cost is not finite; it may hold held-out samples. */
    void gaveUp(LineageDelta batch);

    /** Candidates and served weights were looked at on the holdout. */
    void evaluated(HoldoutFigures candidate, long nanos);

    /** Candidates began, ended or were compared. */
    void population(Roster roster);

    /** Weights were offered to serving. */
    void judged(Promotion promotion);

    /** A checkpoint was written. */
    void checkpointed(long nanos);

    /** A checkpoint could not be written, for that reason. */
    void checkpointFailed(String reason);
}
