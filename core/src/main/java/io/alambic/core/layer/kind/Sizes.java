package io.alambic.core.layer.kind;

/** Checks options of layers. */
final class Sizes {

    private Sizes() {}

    static void requirePositive(String option, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(
                    "%s: expected a whole number of at least 1, but got %d".formatted(option, value));
        }
    }

    static void requireDivisible(String option, int value, String by, int divisor) {
        if (value % divisor != 0) {
            throw new IllegalArgumentException(
                    "%s: expected a divisor of %d %s, but got %d".formatted(by, value, option, divisor));
        }
    }
}
