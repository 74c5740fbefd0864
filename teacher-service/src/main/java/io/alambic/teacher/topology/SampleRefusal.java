package io.alambic.teacher.topology;

import java.util.Locale;

/** Why a sample record cannot be taught. */
public enum SampleRefusal {
    /** It is not a sample batch, or contradicts itself. */
    MALFORMED,
    /** It is valid, but does not fit this teacher. */
    MISMATCH,
    /** It, or the teacher's answer to it, holds a number that is NaN, infinite or too large for its encoding. */
    NOT_FINITE,
    /** The model refuses it alone, and answers others. */
    REFUSED_BY_MODEL,
    /** Reading it ends the process, start after start. */
    KILLS_THE_PROCESS,
    /** It, or its knowledge, is larger than the largest record. */
    TOO_LARGE;

    /** Returns the name in dead letters and metrics. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
