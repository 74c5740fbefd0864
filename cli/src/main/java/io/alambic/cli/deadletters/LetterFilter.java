package io.alambic.cli.deadletters;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Options that choose letters. */
final class LetterFilter {

    @Option(
            names = "--reason",
            paramLabel = "REASON",
            split = ",",
            description = "Only letters of these reasons, such as mismatch or not_finite.")
    private List<String> reasons = new ArrayList<>();

    @Option(
            names = "--service",
            paramLabel = "NAME",
            description = "Only letters of this service: teacher, merge or student.")
    private String service;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            converter = Since.class,
            description =
                    "Only records as new as this: a time such as 2026-01-31T12:00:00Z, or an age such as 90m or 2d.")
    private Instant since = Instant.MIN;

    /** Returns whether a letter is chosen. */
    boolean chooses(StoredLetter stored) {
        return (reasons.isEmpty() || reasons.contains(stored.letter().reason()))
                && (service == null || service.equals(stored.letter().service()))
                && !stored.time().isBefore(since);
    }

    /** Reads a time, or an age as a time. */
    static final class Since implements ITypeConverter<Instant> {

        @Override
        public Instant convert(String text) {
            try {
                return Character.isLetter(text.charAt(text.length() - 1)) && !text.endsWith("Z")
                        ? Clock.systemUTC().instant().minus(age(text))
                        : Instant.parse(text);
            } catch (DateTimeParseException | IndexOutOfBoundsException e) {
                throw new TypeConversionException(
                        "expected a time such as 2026-01-31T12:00:00Z or an age such as 90m, 12h or 2d, but got '%s'"
                                .formatted(text));
            }
        }

        private static Duration age(String text) {
            String upper = text.toUpperCase(Locale.ROOT);
            return Duration.parse(upper.endsWith("D") ? "P" + upper : "PT" + upper);
        }
    }
}
