package io.alambic.teacher.control;

import java.util.SplittableRandom;

/**
 * The share of the sample records that is taught. The choice depends only on a record's partition and offset. It is the
 * same after a restart and on every instance, and a higher rate includes every record of a lower one.
 *
 * @param value from 0 (none) to 1 (all)
 */
public record TeachingRate(double value) {

    /** Every record is taught. */
    public static final TeachingRate ALL = new TeachingRate(1);

    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    public TeachingRate {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException("teaching rate must be from 0 to 1, but is " + value);
        }
        value += 0.0; // no minus zero
    }

    /** Returns whether a record is taught. */
    public boolean teaches(int partition, long offset) {
        return new SplittableRandom(offset ^ partition * GOLDEN).nextDouble() < value;
    }
}
