package io.alambic.core.settings;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A choice written as {@code name} or {@code name(number, number)}, such as {@code kl}, {@code sgd(0.9)}
 * or {@code linear(1, 0, 10000)}.
 *
 * @param name in lower case
 * @param arguments the numbers; empty if there are none
 */
public record Expression(String name, List<Double> arguments) {

    private static final Pattern FORM = Pattern.compile("([a-z][a-z0-9-]*)\\s*(?:\\(([^()]*)\\))?");

    public Expression {
        arguments = List.copyOf(arguments);
    }

    /**
     * Reads a choice.
     *
     * @throws IllegalArgumentException saying what was expected and what came
     */
    public static Expression parse(String text) {
        Matcher matcher = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new IllegalArgumentException("expected a name or name(number, ...), but got '%s'".formatted(text));
        }
        String inner = matcher.group(2);
        try {
            return new Expression(
                    matcher.group(1),
                    inner == null
                            ? List.of()
                            : Values.parts(inner, ",").map(Double::valueOf).toList());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "expected numbers between the brackets, but got '%s'".formatted(text), e);
        }
    }

    /**
     * Returns the arguments, and checks their number.
     *
     * @throws IllegalArgumentException showing the form that was expected
     */
    public List<Double> arguments(int count, String form) {
        if (arguments.size() != count) {
            throw new IllegalArgumentException("expected %s, but got '%s'".formatted(form, this));
        }
        return arguments;
    }

    /** Returns the form that {@link #parse} reads. */
    @Override
    public String toString() {
        return arguments.isEmpty()
                ? name
                : arguments.stream().map(Expression::number).collect(Collectors.joining(", ", name + "(", ")"));
    }

    /** Formats whole numbers without a fraction. */
    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
