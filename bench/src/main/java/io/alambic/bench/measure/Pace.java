package io.alambic.bench.measure;

import java.time.Duration;

/**
 * How long to measure.
 *
 * @param rounds how often each alternative is measured, at least 1
 * @param slice about how long one alternative runs in one round, greater than 0
 */
public record Pace(int rounds, Duration slice) {

    public Pace {
        if (rounds < 1) {
            throw new IllegalArgumentException("rounds must be at least 1, but is " + rounds);
        }
        if (slice.isNegative() || slice.isZero()) {
            throw new IllegalArgumentException("the slice of a round must be longer than 0, but is " + slice);
        }
    }
}
