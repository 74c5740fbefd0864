package io.alambic.mapping.operation;

/**
 * {@code clip(0, 1)}: a number beyond a bound becomes the bound.
 *
 * @param least lower bound
 * @param most upper bound
 */
record Clip(double least, double most) implements Operation {

    Clip {
        if (!(least < most)) {
            throw new IllegalArgumentException(
                    "expected clip(least, most), but got '%s' and '%s'".formatted(least, most));
        }
    }

    @Override
    public void addTo(Chain.Builder chain) {
        chain.change(number -> Math.max(least, Math.min(most, number)));
    }
}
