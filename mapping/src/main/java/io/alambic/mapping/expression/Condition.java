package io.alambic.mapping.expression;

import io.alambic.mapping.value.InvalidValueException;
import io.alambic.mapping.value.LiteralValue;
import io.alambic.mapping.value.ScalarValue;
import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A condition that a sample has to meet, or it is left out: {@code kind = measurement}, {@code amount >= 10},
 * {@code country in (de, fr)}, {@code label exists}. Null is missing. A path with a wildcard meets it where one of its values does.
 *
 * @param source of the value
 * @param comparison with the operands
 * @param operands one; several of {@code in}; none of {@code exists} and {@code missing}
 */
public record Condition(Source source, Comparison comparison, List<LiteralValue> operands) {

    private static final Pattern FORM =
            Pattern.compile("(.+?)\\s*(?:\\s(exists|missing)|(!=|<=|>=|=|<|>)\\s*(.+)|\\s(in)\\s*\\((.+)\\))");

    /** How a value is compared. Equal are values that read alike, and equal numbers. */
    public enum Comparison {
        EXISTS,
        MISSING,
        EQUAL,
        UNEQUAL,
        LESS,
        AT_MOST,
        GREATER,
        AT_LEAST,
        IN
    }

    public Condition {
        operands = List.copyOf(operands);
    }

    /**
     * Reads a condition.
     *
     * @throws IllegalArgumentException saying what was expected and what came
     */
    public static Condition parse(String text) {
        Matcher matcher = FORM.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "expected a condition such as kind = measurement, amount >= 10, country in (de, fr), id exists or"
                            + " error missing, but got '%s'".formatted(text));
        }
        Source source = Source.parse(matcher.group(1));
        if (matcher.group(2) != null) {
            return new Condition(
                    source, matcher.group(2).equals("exists") ? Comparison.EXISTS : Comparison.MISSING, List.of());
        }
        if (matcher.group(5) != null) {
            return new Condition(
                    source,
                    Comparison.IN,
                    ExpressionParts.of(matcher.group(6), ',').stream()
                            .map(part -> LiteralValue.of(ExpressionParts.unquoted(part)))
                            .toList());
        }
        LiteralValue operand = LiteralValue.of(ExpressionParts.unquoted(matcher.group(4)));
        Comparison comparison = comparison(matcher.group(3));
        boolean isOrder = comparison != Comparison.EQUAL && comparison != Comparison.UNEQUAL;
        if (isOrder && !isNumber(operand)) {
            throw new IllegalArgumentException("expected a number to compare with, but got '%s'".formatted(text));
        }
        return new Condition(source, comparison, List.of(operand));
    }

    private static Comparison comparison(String sign) {
        return switch (sign) {
            case "=" -> Comparison.EQUAL;
            case "!=" -> Comparison.UNEQUAL;
            case "<" -> Comparison.LESS;
            case "<=" -> Comparison.AT_MOST;
            case ">" -> Comparison.GREATER;
            default -> Comparison.AT_LEAST;
        };
    }

    /** Returns whether a value that is there meets it. */
    public boolean isMetBy(ScalarValue value) throws IOException {
        if (value.kind() == ScalarValue.Kind.NONE) {
            return isMetByNothing();
        }
        return switch (comparison) {
            case EXISTS -> true;
            case MISSING -> false;
            case EQUAL, IN -> isAmongOperands(value);
            case UNEQUAL -> !isAmongOperands(value);
            case LESS -> isNumber(value) && number(value) < operand();
            case AT_MOST -> isNumber(value) && number(value) <= operand();
            case GREATER -> isNumber(value) && number(value) > operand();
            case AT_LEAST -> isNumber(value) && number(value) >= operand();
        };
    }

    /** Returns whether a missing value meets it. */
    public boolean isMetByNothing() {
        return comparison == Comparison.MISSING || comparison == Comparison.UNEQUAL;
    }

    private boolean isAmongOperands(ScalarValue value) throws IOException {
        for (LiteralValue operand : operands) {
            boolean numbers = isNumber(value) && isNumber(operand);
            if (numbers ? number(value) == number(operand) : value.text().equals(operand.text())) {
                return true;
            }
        }
        return false;
    }

    private double operand() throws IOException {
        return number(operands.get(0));
    }

    private static boolean isNumber(ScalarValue value) {
        return value.kind() == ScalarValue.Kind.WHOLE || value.kind() == ScalarValue.Kind.REAL;
    }

    private static double number(ScalarValue value) throws IOException {
        try {
            return value.asDouble();
        } catch (InvalidValueException e) {
            throw new IllegalStateException("no number: " + value, e);
        }
    }
}
