package io.alambic.core.time;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Says when the next time has come. Used by one thread. */
public final class Interval {

    private final long nanos;
    private final LongSupplier nanoClock;
    private long startedAt;

    /**
     * One that begins now.
     *
     * @param nanoClock monotonic time in nanoseconds
     */
    public Interval(Duration length, LongSupplier nanoClock) {
        this.nanos = length.toNanos();
        this.nanoClock = nanoClock;
        restart();
    }

    /** Whether its length has passed since it began. */
    public boolean isOver() {
        return nanoClock.getAsLong() - startedAt >= nanos;
    }

    /** Begins it anew, now. */
    public void restart() {
        startedAt = nanoClock.getAsLong();
    }
}
