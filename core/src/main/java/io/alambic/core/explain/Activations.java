package io.alambic.core.explain;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

/**
 * Activations of a layer, made comparable.
 *
 * @param centered FP64 [samples, features], each column of mean 0: products of four numbers of FP32 neither overflow nor vanish in it
 * @param isConstant whether they are the same for all samples, but for rounding
 */
record Activations(NDArray centered, boolean isConstant) {

    /** Where no more than this is left of the largest magnitude when the mean is gone, it is what FP64 rounds. */
    private static final double ROUNDING = 1e-13;

    /**
     * Centers activations.
     *
     * @param values [samples, ...]
     * @param scope under which the result lives
     * @throws IllegalArgumentException if there are no samples, or a number is not finite
     */
    static Activations of(NDArray values, NDManager scope) {
        Shape shape = values.getShape();
        if (shape.dimension() < 1 || shape.size() == 0) {
            throw new IllegalArgumentException(
                    "expected activations of samples, but got the shape %s".formatted(shape));
        }
        NDArray copy = values.toType(DataType.FLOAT64, true);
        copy.attach(scope);
        NDArray rows = copy.reshape(shape.get(0), shape.size() / shape.get(0));
        double largest = rows.abs().max().getDouble();
        if (!Double.isFinite(largest)) {
            throw new IllegalArgumentException("expected finite activations, but one is %s".formatted(largest));
        }
        NDArray centered = rows.sub(rows.mean(new int[] {0}, true));
        return new Activations(centered, centered.abs().max().getDouble() <= ROUNDING * largest);
    }

    /**
     * Centers activations of two layers for the same samples.
     *
     * @param least fewest samples
     * @throws IllegalArgumentException if there are fewer, their numbers differ, or a number is not finite
     */
    static Activations[] ofBoth(NDArray x, NDArray y, int least, NDManager scope) {
        Activations one = of(x, scope);
        Activations other = of(y, scope);
        if (one.samples() != other.samples() || one.samples() < least) {
            throw new IllegalArgumentException(
                    "expected activations of the same samples, at least %d, but got %d and %d samples"
                            .formatted(least, one.samples(), other.samples()));
        }
        return new Activations[] {one, other};
    }

    long samples() {
        return centered.getShape().get(0);
    }

    long features() {
        return centered.getShape().get(1);
    }
}
