package io.alambic.mapping.value;

/** Whole numbers that are written with a fraction or an exponent. */
final class WholeNumbers {

    private WholeNumbers() {}

    /**
     * Returns a number as a whole one.
     *
     * @throws InvalidValueException if it has a fraction, or needs more than 64 bits
     */
    static long of(double number) throws InvalidValueException {
        if (number != Math.rint(number)) {
            throw new InvalidValueException("expected a whole number, but got '%s'".formatted(number));
        }
        if (Math.abs(number) >= 0x1p63) {
            throw new InvalidValueException("expected a whole number of 64 bits, but got '%s'".formatted(number));
        }
        return (long) number;
    }
}
