package io.alambic.core.http;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** Reads the header {@code Retry-After} of RFC 9110: seconds, or a date. */
public final class RetryAfter {

    private static final Duration LONGEST = Duration.ofDays(1);

    private RetryAfter() {}

    /** Returns the time to wait, at most a day; empty if the text is neither. */
    public static Optional<Duration> parse(String text, Instant now) {
        String value = text.strip();
        try {
            if (value.matches("\\d{1,9}")) {
                return Optional.of(within(Duration.ofSeconds(Long.parseLong(value))));
            }
            Duration until = Duration.between(now, Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(value)));
            return Optional.of(within(until));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Duration within(Duration time) {
        if (time.isNegative()) {
            return Duration.ZERO;
        }
        return time.compareTo(LONGEST) < 0 ? time : LONGEST;
    }
}
