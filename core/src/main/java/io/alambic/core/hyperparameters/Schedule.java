package io.alambic.core.hyperparameters;

import io.alambic.core.settings.Expression;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * A number that may change with the training step: a pure function of the step, so that training goes
 * on exactly where a checkpoint left it.
 *
 * @param curve the way from the first value to the last
 * @param from value before the first step
 * @param to value from the last step of the schedule on
 * @param steps length of the way, at least 1
 */
public record Schedule(Curve curve, float from, float to, long steps) {

    /** The way between two values; x is the part of the way that is behind, 0..1. */
    public enum Curve {
        /** {@code from + (to − from) · x}. */
        LINEAR {
            @Override
            double passed(double x) {
                return x;
            }
        },
        /** {@code from + (to − from) · (1 − cos πx) / 2}: slow at both ends. */
        COSINE {
            @Override
            double passed(double x) {
                return (1 - Math.cos(Math.PI * x)) / 2;
            }
        };

        abstract double passed(double x);
    }

    private static final String FORMS = "a number, linear(from, to, steps) or cosine(from, to, steps)";
    private static final int PARTS = 3;

    public Schedule {
        Objects.requireNonNull(curve, "curve");
        if (steps < 1) {
            throw new IllegalArgumentException("steps of a schedule must be at least 1, but are " + steps);
        }
    }

    /** The same value at every step. */
    public static Schedule constant(float value) {
        return new Schedule(Curve.LINEAR, value, value, 1);
    }

    /** From one value to another in equal parts. */
    public static Schedule linear(float from, float to, long steps) {
        return new Schedule(Curve.LINEAR, from, to, steps);
    }

    /**
     * Reads {@code 0.5}, {@code linear(1, 0, 10000)} or {@code cosine(4, 1, 20000)}.
     *
     * @throws IllegalArgumentException saying what was expected
     */
    public static Schedule parse(String text) {
        String stripped = text.strip();
        if (stripped.isEmpty() || !Character.isLetter(stripped.charAt(0))) {
            return constant(number(stripped));
        }
        Expression form = Expression.parse(stripped);
        Curve curve =
                switch (form.name()) {
                    case "linear" -> Curve.LINEAR;
                    case "cosine" -> Curve.COSINE;
                    default -> throw new IllegalArgumentException("expected %s, but got '%s'".formatted(FORMS, text));
                };
        List<Double> parts = form.arguments(PARTS, FORMS);
        double steps = parts.get(2);
        if (steps != Math.rint(steps)) {
            throw new IllegalArgumentException("expected a whole number of steps, but got '%s'".formatted(text));
        }
        return new Schedule(curve, parts.get(0).floatValue(), parts.get(1).floatValue(), (long) steps);
    }

    private static float number(String text) {
        try {
            return Float.parseFloat(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("expected %s, but got '%s'".formatted(FORMS, text), e);
        }
    }

    /**
     * The value for a step.
     *
     * @param step number of steps taken before it, at least 0
     */
    public float at(long step) {
        if (step >= steps) {
            return to;
        }
        return (float) (from + ((double) to - from) * curve.passed((double) step / steps));
    }

    /** The same way to and from other heights. */
    public Schedule times(float factor) {
        return new Schedule(curve, from * factor, to * factor, steps);
    }

    /** The largest value at any step. */
    public float largest() {
        return Math.max(from, to);
    }

    /** Returns whether every step has a finite value that is at least so large. */
    boolean isAtLeast(float bound) {
        return Float.isFinite(from) && Float.isFinite(to) && Math.min(from, to) >= bound;
    }

    /** Returns whether every step has the value 0. */
    public boolean isZero() {
        return from == 0 && to == 0;
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        return from == to
                ? Float.toString(from)
                : "%s(%s, %s, %d)".formatted(curve.name().toLowerCase(Locale.ROOT), from, to, steps);
    }
}
