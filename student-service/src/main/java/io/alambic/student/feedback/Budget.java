package io.alambic.student.feedback;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** So many samples per second; what is not used within one second is lost. Not thread safe. */
final class Budget {

    private static final double NANOS = TimeUnit.SECONDS.toNanos(1);

    private final double perSecond;
    private final LongSupplier nanoClock;
    private double saved;
    private long lastNanos;

    /**
     * A budget that begins empty.
     *
     * @param nanoClock monotonic time in nanoseconds
     */
    Budget(double perSecond, LongSupplier nanoClock) {
        this.perSecond = perSecond;
        this.nanoClock = nanoClock;
        this.lastNanos = nanoClock.getAsLong();
    }

    /** How many samples may go now. */
    int available() {
        long now = nanoClock.getAsLong();
        saved = Math.min(Math.max(1, perSecond), saved + perSecond * (now - lastNanos) / NANOS);
        lastNanos = now;
        return (int) saved;
    }

    /** So many have gone. */
    void spend(int samples) {
        saved -= samples;
    }
}
