package io.alambic.bench.report;

import java.util.Locale;

/**
 * What a figure has to reach: a ratio to a rival's, or a figure by itself in the unit of its measure.
 *
 * @param bound the bound
 * @param atLeast whether it has to be at least that much, rather than at most
 */
public record Target(double bound, boolean atLeast) {

    private static final double FAR = 5;

    /** A figure that has to be at least so large. */
    public static Target atLeast(double bound) {
        return new Target(bound, true);
    }

    /** A figure that has to be at most so large. */
    public static Target atMost(double bound) {
        return new Target(bound, false);
    }

    /** Whether a figure reaches it. */
    public boolean isMetBy(double measured) {
        return atLeast ? measured >= bound : measured <= bound;
    }

    /** Whether a figure is on the wrong side of it by more than a factor of five. */
    boolean isMissedByFar(double measured) {
        return atLeast ? measured < bound / FAR : measured > bound * FAR;
    }

    /** Such as {@code at least 0.95}, of a ratio. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s %s", atLeast ? "at least" : "at most", bound);
    }

    /** Such as {@code at most 2.0 s}, of a figure by itself. */
    String in(Measure measure) {
        return this + " " + measure.heading();
    }
}
