package io.alambic.student.ingest;

import java.util.Locale;

/** Why a knowledge record cannot be learned from. */
public enum Refusal {
    /** It is no knowledge record, or contradicts itself. */
    MALFORMED,
    /** It is whole, but does not fit this student. */
    MISMATCH,
    /** It holds a number that is NaN or infinite. */
    NOT_FINITE;

    /** The name in dead letters. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
