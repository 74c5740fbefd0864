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
 * Reads values of settings. A method refuses an invalid text with an {@link IllegalArgumentException} that says what was
 * expected and what came; {@link #about} puts the key in front of it.
 */
public final class Values {

    private static final String WHOLE_NUMBER = "a whole number";
    private static final String NUMBER = "a number";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]+");
    private static final Pattern AMOUNT_AND_UNIT = Pattern.compile("(\\d+)(ms|s|m|h|d)");
    private static final Map<String, Duration> UNITS = Map.of(
            "ms", Duration.ofMillis(1),
            "s", Duration.ofSeconds(1),
            "m", Duration.ofMinutes(1),
            "h", Duration.ofHours(1),
            "d", Duration.ofDays(1));

    private Values() {}

    /** Reads a whole number. */
    public static int parseInteger(String text) {
        return parse(text, WHOLE_NUMBER, value -> Integer.valueOf(value));
    }

    /** Reads a whole number of 64 bits. */
    public static long parseLong(String text) {
        return parse(text, WHOLE_NUMBER, value -> Long.valueOf(value));
    }

    /** Reads a number. */
    public static double parseNumber(String text) {
        return parse(text, NUMBER, value -> Double.valueOf(value));
    }

    /** Reads a number of single precision. */
    public static float parseFloat(String text) {
        return parse(text, NUMBER, value -> Float.valueOf(value));
    }

    /** Reads true or false. */
    public static boolean parseFlag(String text) {
        return parse(text, "true or false", value -> switch (value) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(value);
        });
    }

    /** Reads a duration: {@code 250ms}, {@code 10s}, {@code 5m}, {@code 1h}, {@code 2d}, or ISO-8601. */
    public static Duration parseDuration(String text) {
        return parse(text, "a duration such as 250ms, 10s or PT1M", Values::amountOfTime);
    }

    /** Reads whole numbers. */
    public static List<Integer> parseIntegers(String text, String separator) {
        return parse(text, "whole numbers separated by '%s'".formatted(separator), value -> parts(value, separator)
                .map(Integer::valueOf)
                .toList());
    }

    /** Reads a name of letters, digits, dots, underscores and hyphens, of which topics and groups are made. */
    public static String parseName(String text) {
        if (!NAME.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "expected letters, digits, '.', '_' and '-', but got '%s'".formatted(text));
        }
        return text;
    }

    private static Duration amountOfTime(String text) {
        Matcher matcher = AMOUNT_AND_UNIT.matcher(text.toLowerCase(Locale.ROOT));
        return matcher.matches()
                ? UNITS.get(matcher.group(2)).multipliedBy(Long.parseLong(matcher.group(1)))
                : Duration.parse(text);
    }

    /** Reads one of a few names, in any case, with '-' or '_' between words. */
    public static <E extends Enum<E>> E parseOneOf(String text, Class<E> type) {
        String expected = Arrays.stream(type.getEnumConstants())
                .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", ", "one of ", ""));
        return parse(
                text,
                expected,
                value -> Enum.valueOf(type, value.toUpperCase(Locale.ROOT).replace('-', '_')));
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

    private static <T> T parse(String text, String expected, Function<String, T> parser) {
        try {
            return parser.apply(text.strip());
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("expected %s, but got '%s'".formatted(expected, text), e);
        }
    }
}
