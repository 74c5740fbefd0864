package io.alambic.bench.measure;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Median and range of a figure over all rounds.
 *
 * @param median finite; half of the rounds lie on either side
 * @param min finite, the smallest
 * @param max finite, the largest
 */
public record Spread(double median, double min, double max) {

    public Spread {
        if (!Double.isFinite(min) || !Double.isFinite(max) || !(min <= median && median <= max)) {
            throw new IllegalArgumentException(
                    "a spread is finite and in order, but is min %s, median %s, max %s".formatted(min, median, max));
        }
    }

    /**
     * Returns the spread of the values of all rounds, of which there must be one.
     *
     * @param values in any order; the median of an even number of them is the mean of the middle two
     */
    public static Spread of(double... values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("no rounds, no spread");
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], sorted[sorted.length - 1]);
    }

    /** Returns the spread of a figure that is the same in all rounds. */
    public static Spread exactly(double value) {
        return new Spread(value, value, value);
    }

    /** Returns the spread of the quotients round by round; both have a value for each round. */
    public static Spread ofRatios(double[] values, double[] baseline) {
        if (values.length != baseline.length) {
            throw new IllegalArgumentException(
                    "%d rounds cannot be compared with %d".formatted(values.length, baseline.length));
        }
        double[] ratios = new double[values.length];
        Arrays.setAll(ratios, round -> values[round] / baseline[round]);
        return of(ratios);
    }

    /** Returns the spread of a figure of all rounds. */
    public static <T> Spread of(List<T> rounds, ToDoubleFunction<T> figure) {
        return of(figures(rounds, figure));
    }

    /** Returns the spread of the quotients, round by round, of a figure and the same figure of a baseline. */
    public static <T> Spread ofRatios(List<T> rounds, List<T> baseline, ToDoubleFunction<T> figure) {
        return ofRatios(figures(rounds, figure), figures(baseline, figure));
    }

    private static <T> double[] figures(List<T> rounds, ToDoubleFunction<T> figure) {
        return rounds.stream().mapToDouble(figure).toArray();
    }
}
