package io.alambic.mapping.operation;

import io.alambic.core.settings.Values;
import io.alambic.mapping.value.ElementCursor;
import io.alambic.mapping.value.InvalidValueException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * {@code cyclic(day)}: sine and cosine of where in its period, of UTC, a time lies.
 *
 * @param period that comes back
 */
record Cyclic(Period period) implements Operation, ElementSpread {

    private static final long DAY = Duration.ofDays(1).toMillis();
    private static final long WEEK = 7 * DAY;

    /** The epoch began on a Thursday. */
    private static final long FROM_MONDAY = 3 * DAY;

    /** What comes back. */
    enum Period {
        HOUR,
        DAY,
        WEEK,
        YEAR
    }

    static Cyclic of(String period) {
        return new Cyclic(Values.parseOneOf(period, Period.class));
    }

    @Override
    public void addTo(Chain.Builder chain) {
        chain.readUnlessRead(TimeReading.ISO);
        chain.spread(this);
    }

    @Override
    public int width() {
        return 2;
    }

    @Override
    public void put(double millis, ElementCursor elements) throws InvalidValueException {
        double angle = 2 * Math.PI * phase((long) millis);
        elements.put(Math.sin(angle));
        elements.put(Math.cos(angle));
    }

    private double phase(long millis) {
        return switch (period) {
            case HOUR -> share(millis, Duration.ofHours(1).toMillis());
            case DAY -> share(millis, DAY);
            case WEEK -> share(millis + FROM_MONDAY, WEEK);
            case YEAR -> {
                LocalDate date = LocalDate.ofInstant(Instant.ofEpochMilli(millis), ZoneOffset.UTC);
                yield (date.getDayOfYear() - 1 + share(millis, DAY)) / date.lengthOfYear();
            }
        };
    }

    private static double share(long millis, long period) {
        return Math.floorMod(millis, period) / (double) period;
    }
}
