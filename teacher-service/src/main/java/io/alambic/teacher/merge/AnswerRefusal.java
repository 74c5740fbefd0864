package io.alambic.teacher.merge;

import java.util.Locale;

/** Why an answer cannot be merged. */
public enum AnswerRefusal {
    /** It is no knowledge record, or contradicts itself. */
    MALFORMED,
    /** Its teacher is none of those that are merged. */
    UNKNOWN_TEACHER,
    /** It is valid, but does not fit the merge, or the other answers to the same samples. */
    MISMATCH,
    /** The merged record is larger than the largest record. */
    TOO_LARGE,
    /** Reading it ends the process, start after start. */
    KILLS_THE_PROCESS;

    /** Returns the name in dead letters and metrics. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
