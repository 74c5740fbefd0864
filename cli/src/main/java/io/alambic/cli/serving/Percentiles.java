package io.alambic.cli.serving;

import io.alambic.cli.report.QuickstartReport;
import java.util.Arrays;
import java.util.OptionalDouble;

/** Collects measurements and computes their exact percentiles. Thread safe. */
public final class Percentiles {

    private static final int FIRST_CAPACITY = 1024;

    private double[] values = new double[FIRST_CAPACITY];
    private int size;

    /** Adds a measurement. */
    public synchronized void add(double value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, 2 * size);
        }
        values[size++] = value;
    }

    /** Returns the number of measurements. */
    public synchronized int size() {
        return size;
    }

    /**
     * Returns the smallest measurement that is at least as large as {@code share} of all measurements (nearest
     * rank); empty if there are no measurements.
     *
     * @param share greater than 0, at most 1
     */
    public synchronized OptionalDouble at(double share) {
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException("share must be above 0 and at most 1, but is " + share);
        }
        if (size == 0) {
            return OptionalDouble.empty();
        }
        double[] sorted = Arrays.copyOf(values, size);
        Arrays.sort(sorted);
        return OptionalDouble.of(sorted[(int) Math.ceil(share * size) - 1]);
    }

    /** Returns the median and the 99th percentile; NaN if there are no measurements. */
    public QuickstartReport.Spread spread() {
        return new QuickstartReport.Spread(at(0.5).orElse(Double.NaN), at(0.99).orElse(Double.NaN));
    }
}
