package io.alambic.bench.measure;

import java.time.Duration;

/**
 * Number and length of the rounds of a measurement.
 *
 * @param rounds how often each alternative is measured, at least 1
 * @param slice about how long one alternative runs in one round, greater than 0
 * @param warmUp share 0..1 of the usual time to warm up
 */
public record Pace(int rounds, Duration slice, double warmUp) {

    /** For work of this process. */
    public static final Pace USUAL = new Pace(15, Duration.ofMillis(100));

    /** For work of other processes, which warm up slowly and report at intervals. */
    public static final Pace OF_PROCESSES = new Pace(6, Duration.ofSeconds(2));

    private static final int QUICK = 5;
    private static final int FEWEST = 2;
    private static final double QUICK_WARM_UP = 0.3;

    public Pace {
        if (rounds < 1) {
            throw new IllegalArgumentException("rounds must be at least 1, but is " + rounds);
        }
        if (slice.isNegative() || slice.isZero()) {
            throw new IllegalArgumentException("the slice of a round must be longer than 0, but is " + slice);
        }
    }

    /** A pace with the usual time to warm up. */
    public Pace(int rounds, Duration slice) {
        this(rounds, slice, 1);
    }

    /** Returns a pace of few, short rounds of what is not warm yet, to see that everything works. */
    public Pace quick() {
        return new Pace(Math.max(FEWEST, rounds / QUICK), slice.dividedBy(QUICK), QUICK_WARM_UP);
    }

    /** Returns whether nothing but that everything works is to be seen. */
    public boolean isQuick() {
        return warmUp < 1;
    }

    /** Returns the time to warm up where a number of slices is usual. */
    public Duration warmUp(long slices) {
        return Duration.ofNanos((long) (slice.multipliedBy(slices).toNanos() * warmUp));
    }
}
