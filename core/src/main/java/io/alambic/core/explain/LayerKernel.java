package io.alambic.core.explain;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

/**
 * The linear kernel of a layer's activations for n samples.
 *
 * @param matrix FP64 [n, n], with a diagonal of 0
 * @param dependence HSIC₁ of the layer with itself
 */
record LayerKernel(NDArray matrix, double dependence) {

    /** Fewest samples. */
    static final int FEWEST = 4;

    /**
     * Returns the kernel of activations.
     *
     * @param values [n, ...]
     * @param parent under which the matrix lives
     * @throws IllegalArgumentException if there are fewer than four samples, or a number is not finite
     */
    static LayerKernel of(NDArray values, NDManager parent) {
        try (NDManager scope = parent.newSubManager()) {
            Activations layer = Activations.of(values, scope);
            if (layer.samples() < FEWEST) {
                throw new IllegalArgumentException(
                        "expected activations of at least %d samples, but got %d".formatted(FEWEST, layer.samples()));
            }
            NDArray matrix = gram(layer, scope);
            matrix.attach(parent);
            return new LayerKernel(matrix, hsic(matrix, matrix));
        }
    }

    /** HSIC₁ does not change where columns are centered before. */
    private static NDArray gram(Activations layer, NDManager scope) {
        int samples = Math.toIntExact(layer.samples());
        if (layer.isConstant()) {
            return scope.zeros(new Shape(samples, samples), DataType.FLOAT64);
        }
        NDArray gram = layer.centered().matMul(layer.centered().transpose());
        return gram.sub(gram.mul(scope.eye(samples, samples, 0, DataType.FLOAT64)));
    }

    /** Returns HSIC₁ of two layers. */
    double dependence(LayerKernel other) {
        return hsic(matrix, other.matrix);
    }

    private static double hsic(NDArray k, NDArray l) {
        double n = k.getShape().get(0);
        double trace = k.mul(l).sum().getDouble();
        double sums = k.sum().getDouble() * l.sum().getDouble();
        double rows = k.sum(new int[] {0}).mul(l.sum(new int[] {0})).sum().getDouble();
        return (trace + sums / ((n - 1) * (n - 2)) - 2 / (n - 2) * rows) / (n * (n - 3));
    }

    /** Returns the number of samples, n. */
    long samples() {
        return matrix.getShape().get(0);
    }
}
