package io.alambic.bench.report;

import java.util.Locale;

/**
 * What a ratio has to reach.
 *
 * @param ratio the bound
 * @param atLeast whether it has to be at least that much, rather than at most
 */
public record Target(double ratio, boolean atLeast) {

    /** A ratio that has to be at least so large. */
    public static Target atLeast(double ratio) {
        return new Target(ratio, true);
    }

    /** A ratio that has to be at most so large. */
    public static Target atMost(double ratio) {
        return new Target(ratio, false);
    }

    /** Whether a ratio reaches it. */
    public boolean isMetBy(double measured) {
        return atLeast ? measured >= ratio : measured <= ratio;
    }

    /** Such as {@code at least 0.95}. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s %s", atLeast ? "at least" : "at most", ratio);
    }
}
