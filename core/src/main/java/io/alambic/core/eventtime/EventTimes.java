package io.alambic.core.eventtime;

import com.google.protobuf.Timestamp;

/** Event times on the wire. */
public final class EventTimes {

    /** The first and the last second that a timestamp may name: years 1 to 9999. */
    private static final long FIRST_SECOND = -62_135_596_800L;

    private static final long LAST_SECOND = 253_402_300_799L;
    private static final int MILLIS = 1000;
    private static final int NANOS_PER_MILLI = 1_000_000;
    private static final int NANOS = 1_000_000_000;
    private static final long TOLERANCE_MS = 60_000;

    private EventTimes() {}

    /**
     * Returns milliseconds since the epoch.
     *
     * @throws IllegalArgumentException if the time is in none of the years 1 to 9999, or its nanoseconds are no
     *     part of a second
     */
    public static long millis(Timestamp time) {
        boolean valid = time.getSeconds() >= FIRST_SECOND
                && time.getSeconds() <= LAST_SECOND
                && time.getNanos() >= 0
                && time.getNanos() < NANOS;
        if (!valid) {
            throw new IllegalArgumentException("event time of %d seconds and %d nanoseconds is in no year 1 to 9999"
                    .formatted(time.getSeconds(), time.getNanos()));
        }
        return time.getSeconds() * MILLIS + time.getNanos() / NANOS_PER_MILLI;
    }

    /**
     * Returns the latest event time to believe: clocks may differ by a minute, but nothing happens after it was recorded, or
     * later than now. One wrong clock would otherwise make what was learned look fresh for ever.
     *
     * @param recordMs timestamp of the record, milliseconds since the epoch; negative if it has none
     * @param nowMs milliseconds since the epoch
     */
    public static long latest(long recordMs, long nowMs) {
        return (recordMs < 0 ? nowMs : Math.min(recordMs, nowMs)) + TOLERANCE_MS;
    }

    /** Returns the latest event time to believe where no record is at hand. */
    public static long latest(long nowMs) {
        return nowMs + TOLERANCE_MS;
    }
}
