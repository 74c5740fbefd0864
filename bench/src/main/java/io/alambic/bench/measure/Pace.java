package io.alambic.bench.measure;

import java.time.Duration;

/**
 * Number and length of the rounds of a measurement.
 *
 * @param rounds how often each alternative is measured, at least 1
 * @param slice about how long one alternative runs in one round, greater than 0
 */
public record Pace(int rounds, Duration slice) {

    /** For work of this process. */
    public static final Pace USUAL = new Pace(15, Duration.ofMillis(100));

    /** For work of other processes, which warm up slowly and report at intervals. */
    public static final Pace OF_PROCESSES = new Pace(6, Duration.ofSeconds(2));

    private static final int QUICK = 5;
    private static final int FEWEST = 2;

    public Pace {
        if (rounds < 1) {
            throw new IllegalArgumentException("rounds must be at least 1, but is " + rounds);
        }
        if (slice.isNegative() || slice.isZero()) {
            throw new IllegalArgumentException("the slice of a round must be longer than 0, but is " + slice);
        }
    }

    /** Returns a pace of few, short rounds, to see that everything works. */
    public Pace quick() {
        return new Pace(Math.max(FEWEST, rounds / QUICK), slice.dividedBy(QUICK));
    }
}
