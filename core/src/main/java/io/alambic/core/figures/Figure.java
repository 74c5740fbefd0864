package io.alambic.core.figures;

import java.util.Objects;

/**
 * A measure of weights on the holdout.
 *
 * @param name in lower case with dashes, as in reports
 * @param unit of its values
 * @param better which of two values is the better one
 */
public record Figure(String name, Unit unit, Better better) {

    /** Share of the samples, labels or places at which student and teacher decide alike, 0..1. */
    public static final Figure AGREEMENT = new Figure("agreement", Unit.RATIO, Better.MORE);

    /** Share of the labelled samples or places that the student classifies as labelled, 0..1. */
    public static final Figure ACCURACY = new Figure("accuracy", Unit.RATIO, Better.MORE);

    /** Divergence of the student's probabilities from the teacher's at temperature 1. */
    public static final Figure KL = new Figure("kl", Unit.NATS, Better.LESS);

    /** What a value counts. */
    public enum Unit {
        /** A share, usually from 0 to 1. */
        RATIO,
        /** Natural units of information. */
        NATS,
        /** A number in the unit of the data. */
        NUMBER
    }

    /** Which values are better. */
    public enum Better {
        MORE,
        LESS
    }

    public Figure {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(unit, "unit");
        Objects.requireNonNull(better, "better");
    }

    /** Returns the value such that more is better; NaN is the worst. */
    double merit(double value) {
        if (Double.isNaN(value)) {
            return Double.NEGATIVE_INFINITY;
        }
        return better == Better.MORE ? value : -value;
    }
}
