package io.alambic.student.feedback;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Limits the samples per second; unused budget expires after one second. Not thread safe. */
final class Budget {

    private static final double NANOS = TimeUnit.SECONDS.toNanos(1);

    private final double perSecond;
    private final LongSupplier nanoClock;
    private double saved;
    private long lastNanos;

    /**
     * Creates an empty budget.
     *
     * @param nanoClock monotonic time in nanoseconds
     */
    Budget(double perSecond, LongSupplier nanoClock) {
        this.perSecond = perSecond;
        this.nanoClock = nanoClock;
        this.lastNanos = nanoClock.getAsLong();
    }

    /** Returns how many samples may be sent now. */
    int available() {
        long now = nanoClock.getAsLong();
        saved = Math.min(Math.max(1, perSecond), saved + perSecond * (now - lastNanos) / NANOS);
        lastNanos = now;
        return (int) saved;
    }

    /** Records sent samples. */
    void spend(int samples) {
        saved -= samples;
    }
}
