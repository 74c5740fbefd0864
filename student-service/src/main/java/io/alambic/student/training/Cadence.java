package io.alambic.student.training;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Decides when one kind of upkeep is due: after its interval, or later where it would take more than it may. Used by one thread. */
final class Cadence {

    private final long shortest;
    private final UpkeepLimits limits;
    private final LongSupplier nanoClock;
    private long startedAt;
    private long length;

    /**
     * A cadence whose interval begins now.
     *
     * @param shortest time between two pieces of upkeep, however little they take
     * @param nanoClock monotonic time in nanoseconds
     */
    Cadence(Duration shortest, UpkeepLimits limits, LongSupplier nanoClock) {
        this.shortest = shortest.toNanos();
        this.limits = limits;
        this.nanoClock = nanoClock;
        this.length = this.shortest;
        restart();
    }

    /** Returns whether the next piece is due. */
    boolean isDue() {
        return nanoClock.getAsLong() - startedAt >= length;
    }

    /** Restarts the interval: a piece begins. */
    void restart() {
        startedAt = nanoClock.getAsLong();
    }

    /**
     * Reports the piece that began last.
     *
     * @param nanos of the trainer's time
     * @param bytes that were written
     */
    void took(long nanos, long bytes) {
        length = Math.max(shortest, limits.interval(nanos, bytes));
    }
}
