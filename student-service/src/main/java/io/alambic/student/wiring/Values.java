package io.alambic.student.wiring;

import io.quarkus.runtime.configuration.DurationConverter;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** Reads values of settings; a value that cannot be read is refused with its key, what came and what was expected. */
final class Values {

    private Values() {}

    static int integer(String key, String text) {
        return read(key, text, "a whole number", value -> Integer.valueOf(value));
    }

    static long longInteger(String key, String text) {
        return read(key, text, "a whole number", value -> Long.valueOf(value));
    }

    static float number(String key, String text) {
        return read(key, text, "a number", value -> Float.valueOf(value));
    }

    static double doubleNumber(String key, String text) {
        return read(key, text, "a number", value -> Double.valueOf(value));
    }

    static Duration duration(String key, String text) {
        return read(key, text, "a duration such as 250ms, 10s or PT1M", DurationConverter::parseDuration);
    }

    static List<Integer> integers(String key, String text, String separator) {
        return read(key, text, "whole numbers separated by '%s'".formatted(separator), value -> parts(value, separator)
                .map(Integer::valueOf)
                .toList());
    }

    /** The parts of a list, without surrounding space. */
    static Stream<String> parts(String text, String separator) {
        return Arrays.stream(text.split(separator, -1)).map(String::strip);
    }

    /** What the action gives; an IllegalArgumentException is put behind the key. */
    static <T> T about(String key, java.util.function.Supplier<T> action) {
        try {
            return action.get();
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingException(key + ": " + e.getMessage(), e);
        }
    }

    private static <T> T read(String key, String text, String expected, Function<String, T> parser) {
        try {
            return parser.apply(text.strip());
        } catch (RuntimeException e) {
            throw new InvalidSettingException("%s: expected %s, but got '%s'".formatted(key, expected, text), e);
        }
    }
}
