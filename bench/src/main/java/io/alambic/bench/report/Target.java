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

    /** Returns a lower bound. */
    public static Target atLeast(double bound) {
        return new Target(bound, true);
    }

    /** Returns an upper bound. */
    public static Target atMost(double bound) {
        return new Target(bound, false);
    }

    /** Returns whether a figure meets the target. */
    public boolean isMetBy(double measured) {
        return atLeast ? measured >= bound : measured <= bound;
    }

    /** Returns whether a figure misses the target by more than a factor of five. */
    boolean isMissedByFar(double measured) {
        return atLeast ? measured < bound / FAR : measured > bound * FAR;
    }

    /** Returns text such as {@code at least 0.95}, for a ratio. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s %s", atLeast ? "at least" : "at most", bound);
    }

    /** Returns text such as {@code at most 2.0 s}, for a figure with a unit. */
    String in(Measure measure) {
        return this + " " + measure.heading();
    }
}
