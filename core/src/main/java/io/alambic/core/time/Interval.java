package io.alambic.student.training;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Says when the next time has come. Used by one thread. */
final class Interval {

    private final long nanos;
    private final LongSupplier nanoClock;
    private long startedAt;

    Interval(Duration length, LongSupplier nanoClock) {
        this.nanos = length.toNanos();
        this.nanoClock = nanoClock;
        restart();
    }

    boolean isOver() {
        return nanoClock.getAsLong() - startedAt >= nanos;
    }

    void restart() {
        startedAt = nanoClock.getAsLong();
    }
}
