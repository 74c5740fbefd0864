package io.alambic.mapping.operation;

/**
 * {@code standardize(5.8, 0.8)}: subtracts the mean, and divides by the deviation.
 *
 * @param mean finite
 * @param deviation greater than 0
 */
record Standardize(double mean, double deviation) implements Operation {

    Standardize {
        if (!(deviation > 0)) {
            throw new IllegalArgumentException(
                    "expected standardize(mean, deviation) with a deviation greater than 0, but got '%s'"
                            .formatted(deviation));
        }
    }

    @Override
    public void addTo(Chain.Builder chain) {
        chain.change(number -> (number - mean) / deviation);
    }
}
