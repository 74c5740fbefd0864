package io.alambic.models.llm;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** Reads the header {@code Retry-After} of RFC 9110: seconds, or a date. */
final class RetryAfter {

    private RetryAfter() {}

    /** Returns the time to wait; empty if the text is neither. */
    static Optional<Duration> parse(String text, Instant now) {
        String value = text.strip();
        try {
            if (value.matches("\\d{1,9}")) {
                return Optional.of(Duration.ofSeconds(Long.parseLong(value)));
            }
            Duration until = Duration.between(now, Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(value)));
            return Optional.of(until.isNegative() ? Duration.ZERO : until);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
