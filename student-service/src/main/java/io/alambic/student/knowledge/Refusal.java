package io.alambic.student.knowledge;

import java.util.Locale;

/** Reason why a knowledge record is refused. */
public enum Refusal {
    /** The record cannot be parsed or contradicts itself. */
    MALFORMED,
    /** The record is valid but does not match this student. */
    MISMATCH,
    /** The record contains NaN or an infinite number. */
    NOT_FINITE,
    /** Reading the record ends the process, start after start. */
    KILLS_THE_PROCESS;

    /** Returns the name used in dead letters. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
