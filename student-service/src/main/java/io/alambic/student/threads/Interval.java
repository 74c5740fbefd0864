package io.alambic.student.threads;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Measures whether an interval has passed. Used by one thread. */
public final class Interval {

    private final long nanos;
    private final LongSupplier nanoClock;
    private long startedAt;

    /**
     * An interval that begins now.
     *
     * @param nanoClock monotonic time in nanoseconds
     */
    public Interval(Duration length, LongSupplier nanoClock) {
        this.nanos = length.toNanos();
        this.nanoClock = nanoClock;
        restart();
    }

    /** Returns whether its length has passed since it began. */
    public boolean isOver() {
        return nanoClock.getAsLong() - startedAt >= nanos;
    }

    /** Restarts the interval. */
    public void restart() {
        startedAt = nanoClock.getAsLong();
    }
}
