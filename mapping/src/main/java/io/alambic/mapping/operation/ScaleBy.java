package io.alambic.mapping.operation;

/**
 * {@code scale(0.5)}: multiplies.
 *
 * @param factor finite
 */
record ScaleBy(double factor) implements Operation {

    @Override
    public void addTo(Chain.Builder chain) {
        chain.change(number -> number * factor);
    }
}
