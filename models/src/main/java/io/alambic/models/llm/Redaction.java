package io.alambic.models.llm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Replaces parts of texts before they leave this process, each by the name of its kind in brackets, such as {@code [email]}. It finds what has
 * the usual forms, and promises no more. Immutable, thread safe; takes time in proportion to the text, for the kinds that it knows.
 *
 * @param kinds what is replaced, in the order of {@link Kind}
 * @param pattern what else is, as {@code [redacted]}; null for nothing
 */
public record Redaction(List<Kind> kinds, Pattern pattern) {

    /** Replaces nothing. */
    public static final Redaction NONE = new Redaction(List.of(), null);

    public Redaction {
        kinds = kinds.stream().sorted().distinct().toList();
    }

    /** What can be replaced. Patterns begin where a run of their characters begins, so that no text takes long. */
    public enum Kind {
        /** An address of electronic mail. */
        EMAIL("(?<![\\w.+-])[\\w.+-]{1,64}+@[\\w-]{1,63}+(?:\\.[\\w-]{1,63}+){1,8}+"),
        /** An international bank account number, with its check digits (ISO 13616). */
        IBAN("(?<!\\w)[A-Z]{2}\\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?!\\w)"),
        /** A number of a payment card, with its check digit (ISO 7812). */
        CARD("(?<![\\d-])\\d(?:[ -]?\\d){12,18}(?![\\d-])"),
        /** An address of a machine, of four numbers. */
        IP("(?<![\\d.])\\d{1,3}(?:\\.\\d{1,3}){3}(?![\\d.])"),
        /** A telephone number of at least eight digits, but for a date as ISO 8601 has it. */
        PHONE("(?<![\\w+])(?!\\d{4}-\\d{2}-\\d{2}(?!\\d))\\+?\\d(?:[ ()./-]{0,2}\\d){7,14}(?!\\w)");

        private final Pattern pattern;

        Kind(String pattern) {
            this.pattern = Pattern.compile(pattern);
        }

        private boolean isReally(String found) {
            return switch (this) {
                case IBAN -> isAccount(found);
                case CARD -> isCard(found);
                case EMAIL, IP, PHONE -> true;
            };
        }

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Reads the names of kinds.
     *
     * @throws IllegalArgumentException if one is none
     */
    public static List<Kind> kinds(List<String> names) {
        List<Kind> kinds = new ArrayList<>();
        for (String name : names) {
            kinds.add(Arrays.stream(Kind.values())
                    .filter(kind -> kind.label().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("expected some of %s, but got '%s'"
                            .formatted(
                                    Arrays.stream(Kind.values())
                                            .map(Kind::label)
                                            .collect(Collectors.joining(", ")),
                                    name))));
        }
        return kinds;
    }

    /** Returns the text without what is to stay here. */
    String of(String text) {
        String left = text;
        for (Kind kind : kinds) {
            left = replaced(kind.pattern, kind::isReally, left, "[%s]".formatted(kind.label()));
        }
        return pattern == null ? left : replaced(pattern, found -> true, left, "[redacted]");
    }

    private static String replaced(Pattern pattern, Predicate<String> check, String text, String by) {
        return pattern.matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(check.test(found.group()) ? by : found.group()));
    }

    /** The sum of the digits, of which each second from the right counts double, less 9 above 9, ends in 0. */
    private static boolean isCard(String text) {
        String digits = text.replaceAll("\\D", "");
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(digits.length() - 1 - i) - '0';
            int doubled = i % 2 == 0 ? digit : 2 * digit;
            sum += doubled > 9 ? doubled - 9 : doubled;
        }
        return sum % 10 == 0;
    }

    /** The number with its first four characters last, letters as numbers from 10 on, leaves 1 when divided by 97. */
    private static boolean isAccount(String text) {
        String compact = text.replace(" ", "");
        int rest = 0;
        for (char c : (compact.substring(4) + compact.substring(0, 4)).toCharArray()) {
            int value = Character.digit(c, 36);
            rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
        }
        return rest == 1;
    }
}
