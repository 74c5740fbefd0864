package io.alambic.student.wiring.metrics;

/**
 * Exponential moving average {@code m ← m + (x − m) / 16}, starting with the first value; NaN before it.
 * Written by one thread, read by any.
 */
final class SmoothedLoss {

    private static final double WEIGHT = 1.0 / 16;

    private volatile double mean = Double.NaN;

    void add(double value) {
        double before = mean;
        mean = Double.isNaN(before) ? value : before + (value - before) * WEIGHT;
    }

    double value() {
        return mean;
    }
}
