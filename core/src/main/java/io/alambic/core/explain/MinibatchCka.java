package io.alambic.core.explain;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.OptionalDouble;

/**
 * Linear CKA of samples that come in batches, in the memory of one of them, whatever the numbers of samples and features: the
 * Hilbert-Schmidt independence criterion is estimated without bias in each batch (HSIC₁: Song et al. 2012, "Feature Selection via
 * Dependence Maximization"), and the estimates' means are divided (Nguyen et al. 2021, "Do Wide and Deep Networks Learn the
 * Same Things?"). With K = XXᵀ and L = YYᵀ of a batch of n samples, their diagonals set to 0:
 *
 * <pre>
 * HSIC₁(K, L) = 1 / (n(n−3)) · ( tr(KL) + 1ᵀK1 · 1ᵀL1 / ((n−1)(n−2)) − 2/(n−2) · 1ᵀKL1 )
 * CKA         = mean HSIC₁(K, L) / √( mean HSIC₁(K, K) · mean HSIC₁(L, L) )
 * </pre>
 *
 * Without bias means that layers that have nothing in common have 0 in the mean, and so less than 0 now and then: the value lies in -1..1.
 * {@link LinearCka} of few samples and many features is far above 0 for such layers. Used by one thread.
 */
public final class MinibatchCka {

    /** Fewest samples of a batch. */
    public static final int FEWEST = LayerKernel.FEWEST;

    private double both;
    private double ofX;
    private double ofY;

    /**
     * Adds a batch. Means are over batches, so these should be of one size.
     *
     * @param x activations of a layer, [n, ...]
     * @param y activations of another one for the same samples, [n, ...]
     * @throws IllegalArgumentException if there are fewer than four samples, their numbers differ, or a number is not finite
     */
    public void add(NDArray x, NDArray y) {
        try (NDManager scope = x.getManager().newSubManager()) {
            add(LayerKernel.of(x, scope), LayerKernel.of(y, scope));
        }
    }

    /**
     * Adds the kernels of a batch.
     *
     * @throws IllegalArgumentException if the numbers of samples differ
     */
    void add(LayerKernel x, LayerKernel y) {
        if (x.samples() != y.samples()) {
            throw new IllegalArgumentException("expected activations of the same samples, but got %d and %d samples"
                    .formatted(x.samples(), y.samples()));
        }
        both += x.dependence(y);
        ofX += x.dependence();
        ofY += y.dependence();
    }

    /** Returns the CKA, -1..1; empty without batches, or if one of the layers is the same for all samples of each of them. */
    public OptionalDouble value() {
        return ofX > 0 && ofY > 0
                ? OptionalDouble.of(Math.max(-1, Math.min(1, both / (Math.sqrt(ofX) * Math.sqrt(ofY)))))
                : OptionalDouble.empty();
    }
}
