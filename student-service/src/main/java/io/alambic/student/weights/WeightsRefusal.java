package io.alambic.student.weights;

import java.util.Locale;

/** Reason why a replica refuses received weights. */
public enum WeightsRefusal {
    /** A record cannot be parsed. */
    MALFORMED,
    /** The checksum differs. */
    DAMAGED,
    /** The architecture differs. */
    MISMATCH,
    /** Some weights are not finite. */
    NOT_FINITE;

    /** Returns the label of the metric. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
