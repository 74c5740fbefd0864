package io.alambic.core.explain;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.OptionalDouble;

/**
 * Linear centered kernel alignment: how alike two layers arrange the same samples, whatever the number of their features (Kornblith et
 * al. 2019, "Similarity of Neural Network Representations Revisited"). With X [n, p] and Y [n, q] whose columns have the mean 0:
 *
 * <pre>
 * CKA = ‖YᵀX‖² / (‖XᵀX‖ ‖YᵀY‖) = ⟨XXᵀ, YYᵀ⟩ / (‖XXᵀ‖ ‖YYᵀ‖)         Frobenius norms
 * </pre>
 *
 * It does not change when a layer's features are rotated, mirrored or scaled alike. All samples are in memory; of the two forms the one
 * whose matrices are smaller is computed, in FP64. Batches that come one by one, in the memory of one of them: {@link MinibatchCka}.
 */
public final class LinearCka {

    private LinearCka() {}

    /**
     * Returns the CKA, 0..1.
     *
     * @param x activations of a layer, [n, ...]
     * @param y activations of another one for the same samples, [n, ...]
     * @return empty if one of them is the same for all samples
     * @throws IllegalArgumentException if the numbers of samples differ, or a number is not finite
     */
    public static OptionalDouble of(NDArray x, NDArray y) {
        try (NDManager scope = x.getManager().newSubManager()) {
            Activations[] layers = Activations.ofBoth(x, y, 1, scope);
            if (layers[0].isConstant() || layers[1].isConstant()) {
                return OptionalDouble.empty();
            }
            NDArray first = layers[0].centered();
            NDArray second = layers[1].centered();
            long p = layers[0].features();
            long q = layers[1].features();
            long n = layers[0].samples();
            boolean ofSamples = 2 * n * n <= p * p + q * q + p * q;
            return OptionalDouble.of(Math.min(1, ofSamples ? ofGrams(first, second) : ofFeatures(first, second)));
        }
    }

    private static double ofGrams(NDArray x, NDArray y) {
        NDArray first = x.matMul(x.transpose());
        NDArray second = y.matMul(y.transpose());
        double norms = Math.sqrt(squares(first)) * Math.sqrt(squares(second));
        return Math.max(0, first.mul(second).sum().getDouble() / norms);
    }

    private static double ofFeatures(NDArray x, NDArray y) {
        double norms = Math.sqrt(squares(x.transpose().matMul(x)))
                * Math.sqrt(squares(y.transpose().matMul(y)));
        return squares(y.transpose().matMul(x)) / norms;
    }

    private static double squares(NDArray matrix) {
        return matrix.square().sum().getDouble();
    }
}
