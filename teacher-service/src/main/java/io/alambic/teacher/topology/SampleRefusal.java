package io.alambic.teacher.topology;

import java.util.Locale;

/** Why a sample record cannot be taught. */
public enum SampleRefusal {
    /** It is no sample batch, or contradicts itself. */
    MALFORMED,
    /** It is whole, but does not fit this teacher. */
    MISMATCH,
    /** It, or the teacher's answer to it, holds a number that is NaN, infinite or too large to travel. */
    NOT_FINITE,
    /** It, or its knowledge, is larger than the largest record. */
    TOO_LARGE;

    /** The name in dead letters and metrics. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
