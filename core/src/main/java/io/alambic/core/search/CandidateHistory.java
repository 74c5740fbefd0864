package io.alambic.core.search;

import com.google.gson.annotations.SerializedName;
import io.alambic.core.figures.HoldoutFigures;
import io.alambic.core.hyperparameters.Hyperparameters;

/**
 * One candidate of a population, from its first step to its last.
 *
 * @param id counted from 0 over all that a student ever had
 * @param number its place in the population, counted from 0; whoever takes its place has the same number
 * @param hyperparameters it learns with
 * @param parent id of the candidate whose weights it began with; {@link #NONE} for the first ones
 * @param bornAt training steps that its weights had taken when it began
 * @param endedAt training steps at its end; {@link #NONE} while it learns
 * @param end why it ended; null while it learns
 * @param figures on the holdout when it was last looked at; null before that
 */
public record CandidateHistory(
        long id,
        int number,
        @SerializedName("dials") Hyperparameters hyperparameters,
        long parent,
        long bornAt,
        long endedAt,
        End end,
        HoldoutFigures figures) {

    /** No id, or no step yet. */
    public static final long NONE = -1;

    /** Why a candidate ended. */
    public enum End {
        /** It was the worst of the population. */
        WORST,
        /** Its cost or gradient was not finite. */
        NOT_FINITE,
        /** The configuration asked for another population. */
        REPLACED
    }

    static CandidateHistory begun(long id, int number, Hyperparameters hyperparameters, long parent, long step) {
        return new CandidateHistory(id, number, hyperparameters, parent, step, NONE, null, null);
    }

    CandidateHistory seen(HoldoutFigures seen) {
        return new CandidateHistory(id, number, hyperparameters, parent, bornAt, endedAt, end, seen);
    }

    CandidateHistory with(Hyperparameters updated) {
        return new CandidateHistory(id, number, updated, parent, bornAt, endedAt, end, figures);
    }

    CandidateHistory ended(long step, End reason) {
        return new CandidateHistory(id, number, hyperparameters, parent, bornAt, step, reason, figures);
    }
}
