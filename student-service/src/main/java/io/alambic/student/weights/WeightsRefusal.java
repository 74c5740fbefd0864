package io.alambic.student.weights;

import java.util.Locale;

/** Why a replica does not serve weights that it received. */
public enum WeightsRefusal {
    /** A record is none of this topic's messages. */
    MALFORMED,
    /** Their checksum is another than that which was written. */
    DAMAGED,
    /** They are of another architecture. */
    MISMATCH,
    /** Some are not finite. */
    NOT_FINITE;

    /** As it is counted. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
