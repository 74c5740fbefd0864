package io.alambic.mapping.operation;

import io.alambic.mapping.value.InvalidValueException;
import io.alambic.mapping.value.ScalarValue;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;

/** {@code iso}, {@code seconds}, {@code millis}: a point in time, as milliseconds since the epoch. */
public enum TimeReading implements Operation, Reading {

    /** ISO 8601: a time with an offset, or a time or a date of UTC. */
    ISO {
        @Override
        public double read(ScalarValue value) throws IOException, InvalidValueException {
            if (value.kind() != ScalarValue.Kind.TEXT || value.text().length() > LONGEST) {
                throw value.insteadOf("a time of ISO 8601 such as 2026-01-31T12:00:00Z (or say seconds or millis)");
            }
            try {
                return millis(DATE_OR_TIME.parseBest(
                        value.text(), OffsetDateTime::from, LocalDateTime::from, LocalDate::from));
            } catch (DateTimeException | ArithmeticException e) {
                throw value.insteadOf("a time of ISO 8601 such as 2026-01-31T12:00:00Z");
            }
        }
    },
    /** Seconds since the epoch, with or without a fraction. */
    SECONDS {
        @Override
        public double read(ScalarValue value) throws IOException, InvalidValueException {
            return within(value, Math.rint(value.asDouble() * MILLIS_PER_SECOND));
        }
    },
    /** Milliseconds since the epoch. */
    MILLIS {
        @Override
        public double read(ScalarValue value) throws IOException, InvalidValueException {
            return within(value, value.asDouble());
        }
    };

    private static final int LONGEST = 40;
    private static final double MILLIS_PER_SECOND = 1000;

    /** Of the years 1 to 9999. */
    private static final double FIRST = -62_135_596_800_000.0;

    private static final double LAST = 253_402_300_799_999.0;
    private static final DateTimeFormatter DATE_OR_TIME = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .optionalStart()
            .appendLiteral('T')
            .append(DateTimeFormatter.ISO_LOCAL_TIME)
            .optionalStart()
            .appendOffsetId()
            .toFormatter(Locale.ROOT)
            .withResolverStyle(ResolverStyle.STRICT);

    @Override
    public void addTo(Chain.Builder chain) {
        chain.read(this);
    }

    private static double millis(TemporalAccessor time) {
        if (time instanceof OffsetDateTime exact) {
            return exact.toInstant().toEpochMilli();
        }
        LocalDateTime local = time instanceof LocalDateTime own ? own : ((LocalDate) time).atStartOfDay();
        return local.toInstant(ZoneOffset.UTC).toEpochMilli();
    }

    private static double within(ScalarValue value, double millis) throws IOException, InvalidValueException {
        if (!(millis >= FIRST && millis <= LAST)) {
            throw value.insteadOf("a time in the years 1 to 9999");
        }
        return millis;
    }
}
