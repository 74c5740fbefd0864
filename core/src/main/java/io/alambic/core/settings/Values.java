package io.alambic.core.settings;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads values of settings. The methods with a key refuse an invalid value with an {@link InvalidSettingException} that names
 * the key, the value and what was expected.
 */
public final class Values {

    private static final Pattern AMOUNT_AND_UNIT = Pattern.compile("(\\d+)(ms|s|m|h|d)");
    private static final Map<String, Duration> UNITS = Map.of(
            "ms", Duration.ofMillis(1),
            "s", Duration.ofSeconds(1),
            "m", Duration.ofMinutes(1),
            "h", Duration.ofHours(1),
            "d", Duration.ofDays(1));

    private Values() {}

    public static int integer(String key, String text) {
        return about(key, () -> parseInteger(text));
    }

    public static long longInteger(String key, String text) {
        return read(key, text, "a whole number", value -> Long.valueOf(value));
    }

    public static float number(String key, String text) {
        return read(key, text, "a number", value -> Float.valueOf(value));
    }

    public static double doubleNumber(String key, String text) {
        return about(key, () -> parseNumber(text));
    }

    /** Reads a duration: {@code 250ms}, {@code 10s}, {@code 5m}, {@code 1h}, {@code 2d}, or ISO-8601. */
    public static Duration duration(String key, String text) {
        return about(key, () -> parseDuration(text));
    }

    /**
     * Reads a length of time, as {@link #duration}.
     *
     * @throws IllegalArgumentException saying what was expected and what came
     */
    public static Duration parseDuration(String text) {
        return parse(text, "a duration such as 250ms, 10s or PT1M", Values::amountOfTime);
    }

    /** Reads a whole number; throws an IllegalArgumentException that says what was expected and what came. */
    public static int parseInteger(String text) {
        return parse(text, "a whole number", value -> Integer.valueOf(value));
    }

    /** Reads a number; throws an IllegalArgumentException that says what was expected and what came. */
    public static double parseNumber(String text) {
        return parse(text, "a number", value -> Double.valueOf(value));
    }

    private static Duration amountOfTime(String text) {
        Matcher matcher = AMOUNT_AND_UNIT.matcher(text.toLowerCase(Locale.ROOT));
        return matcher.matches()
                ? UNITS.get(matcher.group(2)).multipliedBy(Long.parseLong(matcher.group(1)))
                : Duration.parse(text);
    }

    public static List<Integer> integers(String key, String text, String separator) {
        return read(key, text, "whole numbers separated by '%s'".formatted(separator), value -> parts(value, separator)
                .map(Integer::valueOf)
                .toList());
    }

    /** Reads one of a few names, in lower case with '-' or '_' between words. */
    public static <E extends Enum<E>> E oneOf(String key, String text, Class<E> type) {
        return about(key, () -> parseOneOf(text, type));
    }

    /** Reads one of a few names, as {@link #oneOf}; throws an IllegalArgumentException that lists them. */
    public static <E extends Enum<E>> E parseOneOf(String text, Class<E> type) {
        String expected = Arrays.stream(type.getEnumConstants())
                .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", ", "one of ", ""));
        return parse(
                text,
                expected,
                value -> Enum.valueOf(type, value.toUpperCase(Locale.ROOT).replace('-', '_')));
    }

    /** Reads true or false. */
    public static boolean flag(String key, String text) {
        return switch (text.strip()) {
            case "true" -> true;
            case "false" -> false;
            default ->
                throw new InvalidSettingException(
                        "%s: expected true or false, but got '%s'".formatted(key, text), null);
        };
    }

    /** Returns the parts of a list, without surrounding space. */
    public static Stream<String> parts(String text, String separator) {
        return Arrays.stream(text.split(separator, -1)).map(String::strip);
    }

    /** Returns the result of the action; puts the key in front of the message of an IllegalArgumentException. */
    public static <T> T about(String key, Supplier<T> action) {
        try {
            return action.get();
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingException(key + ": " + e.getMessage(), e);
        }
    }

    private static <T> T read(String key, String text, String expected, Function<String, T> parser) {
        return about(key, () -> parse(text, expected, parser));
    }

    private static <T> T parse(String text, String expected, Function<String, T> parser) {
        try {
            return parser.apply(text.strip());
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("expected %s, but got '%s'".formatted(expected, text), e);
        }
    }
}
