package io.alambic.bench.comparison;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.alambic.core.cost.KlDivergence;
import io.alambic.core.cost.Temperature;
import java.util.Arrays;

/**
 * How far an array that travelled is from the exact one.
 *
 * @param relativeRms {@code sqrt( Σ (arrived − exact)² / Σ exact² )}; 0 where the exact values are all 0
 * @param largest the largest {@code |arrived − exact|}
 */
record Distortion(double relativeRms, double largest) {

    /** Compares two FP32 arrays of the same shape. */
    static Distortion between(NDArray exact, NDArray arrived) {
        return between(exact.toFloatArray(), arrived.toFloatArray());
    }

    static Distortion between(float[] exact, float[] arrived) {
        double errors = 0;
        double squares = 0;
        double largest = 0;
        for (int i = 0; i < exact.length; i++) {
            double error = (double) arrived[i] - exact[i];
            errors += error * error;
            squares += (double) exact[i] * exact[i];
            largest = Math.max(largest, Math.abs(error));
        }
        return new Distortion(squares == 0 ? 0 : Math.sqrt(errors / squares), largest);
    }

    /** KL divergence at temperature 1 from the exact logits [N, C], nats, mean over N; at least 0. */
    static double klNats(NDArray exact, NDArray arrived) {
        try (NDManager scope = exact.getManager().newSubManager()) {
            NDArray own = exact.duplicate();
            own.attach(scope);
            return Math.max(
                    0,
                    new KlDivergence(new Temperature(1)).between(own, arrived).getFloat());
        }
    }

    /** Share of the rows [N, C] whose largest element stands in the same place, 0..1. */
    static double agreement(NDArray exact, NDArray arrived) {
        try (NDArray expected = exact.argMax(1);
                NDArray actual = arrived.argMax(1)) {
            long[] classes = expected.toLongArray();
            long[] others = actual.toLongArray();
            int[] same = new int[classes.length];
            Arrays.setAll(same, i -> classes[i] == others[i] ? 1 : 0);
            return (double) Arrays.stream(same).sum() / same.length;
        }
    }
}
