package io.alambic.student.threads;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** The time by which everything has to have stopped; all that stops one after another shares it. Immutable. */
public final class StopDeadline {

    private final long endNanos;
    private final LongSupplier nanoClock;

    private StopDeadline(long endNanos, LongSupplier nanoClock) {
        this.endNanos = endNanos;
        this.nanoClock = nanoClock;
    }

    /** Creates a deadline that is so far from now. */
    public static StopDeadline in(Duration time, LongSupplier nanoClock) {
        return new StopDeadline(nanoClock.getAsLong() + time.toNanos(), nanoClock);
    }

    /** Returns the time that is left, but no more than a limit; never negative. */
    public Duration left(Duration atMost) {
        Duration left = Duration.ofNanos(Math.max(0, endNanos - nanoClock.getAsLong()));
        return left.compareTo(atMost) < 0 ? left : atMost;
    }

    /** Returns all the time that is left; never negative. */
    public Duration left() {
        return Duration.ofNanos(Math.max(0, endNanos - nanoClock.getAsLong()));
    }

    /** Waits for the end of a thread; returns whether it has ended. */
    public boolean join(Thread thread) throws InterruptedException {
        return join(thread, left());
    }

    /** Waits for the end of a thread, but no longer than a limit; returns whether it has ended. */
    public boolean join(Thread thread, Duration atMost) throws InterruptedException {
        long millis = TimeUnit.NANOSECONDS.toMillis(left(atMost).toNanos());
        if (millis > 0) {
            thread.join(millis);
        }
        return !thread.isAlive();
    }
}
