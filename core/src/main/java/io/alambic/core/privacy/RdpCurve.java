package io.alambic.core.privacy;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Rényi differential privacy (Mironov 2017, arXiv:1702.07476) of what was released: for each order α, an upper bound of the Rényi
 * divergence between what is released of one data set and of its neighbour, in nats. Immutable.
 *
 * <p>Curves of independent releases of the same data add up, also where the later is chosen by the earlier one's outcome (Mironov 2017,
 * proposition 1).
 */
public final class RdpCurve {

    /** Below it the conversion to ε is numerically poor; the bound of another order is used. */
    private static final double LEAST_ORDER = 1.01;

    private static final double[] ORDERS = DoubleStream.concat(
                    IntStream.range(1, 100).mapToDouble(tenths -> 1 + tenths / 10.0),
                    DoubleStream.concat(
                            IntStream.range(11, 64).asDoubleStream(),
                            DoubleStream.of(128, 256, 512, 1024, 4096, 16384)))
            .toArray();

    /** What costs nothing. */
    public static final RdpCurve ZERO = new RdpCurve(ORDERS, new double[ORDERS.length]);

    private final double[] orders;
    private final double[] divergences;

    /**
     * A curve at some orders.
     *
     * @param orders α, greater than 1
     * @param divergences of each order, at least 0, nats
     */
    RdpCurve(double[] orders, double[] divergences) {
        this.orders = orders;
        this.divergences = divergences;
    }

    /**
     * Returns the curve of one release with Gaussian noise: α · Δ² / (2σ²) (Mironov 2017, corollary 3). The same holds for whole
     * numbers with discrete Gaussian noise (Canonne, Kamath, Steinke 2020, arXiv:2004.00010, theorems 4 and 14).
     *
     * @param sensitivity Δ: the largest Euclidean distance between the numbers of neighbours, greater than 0
     * @param sigma standard deviation of the noise in each number, greater than 0
     */
    public static RdpCurve gaussian(double sensitivity, double sigma) {
        return gaussian(ORDERS, sensitivity, sigma);
    }

    static RdpCurve gaussian(double[] orders, double sensitivity, double sigma) {
        double ratio = sensitivity / sigma;
        return new RdpCurve(
                orders,
                Arrays.stream(orders).map(order -> order * ratio * ratio / 2).toArray());
    }

    /** Returns the curve of both together. */
    public RdpCurve plus(RdpCurve other) {
        if (!Arrays.equals(orders, other.orders)) {
            throw new IllegalArgumentException("expected curves of the same orders");
        }
        return new RdpCurve(
                orders,
                IntStream.range(0, orders.length)
                        .mapToDouble(i -> divergences[i] + other.divergences[i])
                        .toArray());
    }

    /** Returns the curve of so many releases, at least 0. */
    public RdpCurve times(long count) {
        return new RdpCurve(
                orders,
                Arrays.stream(divergences).map(divergence -> divergence * count).toArray());
    }

    /**
     * Returns the smallest ε that some order proves: with divergence r at order α (Canonne, Kamath, Steinke 2020, proposition 12; Balle
     * et al. 2020, arXiv:1905.09982, theorem 21)
     *
     * <pre>
     *   ε = r + ln(1 − 1/α) − ln(δ · α) / (α − 1)
     * </pre>
     *
     * @param delta δ, greater than 0 and less than 1
     * @return ε of (ε, δ)-differential privacy, at least 0; 0 for {@link #ZERO}
     */
    public double epsilon(double delta) {
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < orders.length; i++) {
            if (divergences[i] == 0) {
                return 0;
            }
            if (orders[i] >= LEAST_ORDER) {
                double order = orders[i];
                least = Math.min(
                        least, divergences[i] + Math.log1p(-1 / order) - Math.log(delta * order) / (order - 1));
            }
        }
        return Math.max(0, least);
    }

    /** Returns the divergence at an order of the curve. */
    double at(double order) {
        return divergences[Arrays.binarySearch(orders, order)];
    }
}
