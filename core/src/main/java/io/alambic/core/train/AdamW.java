package io.alambic.core.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Adam with decoupled weight decay (Loshchilov, Hutter 2019). Keeps its moments under names, so that
 * they survive a checkpoint; one native call per array and step. Used by one thread.
 */
final class AdamW {

    private static final float BETA1 = 0.9f;
    private static final float BETA2 = 0.999f;
    private static final double EPSILON = 1e-8;
    private static final String MEAN = ".mean";
    private static final String VARIANCE = ".variance";

    private final NDManager manager;
    private final float weightDecay;
    private final Map<String, NDArray> moments = new LinkedHashMap<>();
    private long steps;

    /**
     * An optimizer that has taken some steps already, or none.
     *
     * @param manager owns the moments
     * @param restored {@link #moments()} of an earlier run; may be empty
     */
    AdamW(NDManager manager, float weightDecay, long steps, Map<String, NDArray> restored) {
        this.manager = manager;
        this.weightDecay = weightDecay;
        this.steps = steps;
        restored.forEach((name, moment) -> {
            NDArray copy = moment.duplicate();
            copy.attach(manager);
            moments.put(name, copy);
        });
    }

    /**
     * Changes each array along its gradient and clears the gradient. The engine takes both bias
     * corrections, √(1 − β2ⁿ) and 1 − β1ⁿ, as part of the learning rate; ε has to follow.
     */
    void update(Map<String, NDArray> learned, float learningRate) {
        steps++;
        double root = Math.sqrt(1 - Math.pow(BETA2, steps));
        float corrected = (float) (learningRate * root / (1 - Math.pow(BETA1, steps)));
        float epsilon = (float) (EPSILON * root);
        learned.forEach((name, array) -> {
            NDArray mean = moment(name + MEAN, array);
            NDArray variance = moment(name + VARIANCE, array);
            try (NDArray gradient = array.getGradient()) {
                array.getNDArrayInternal()
                        .adamUpdate(
                                new NDList(array, gradient, mean, variance),
                                new NDList(array),
                                learningRate,
                                corrected,
                                weightDecay,
                                1,
                                -1,
                                BETA1,
                                BETA2,
                                epsilon,
                                false,
                                true);
            }
        });
    }

    private NDArray moment(String name, NDArray array) {
        return moments.computeIfAbsent(name, key -> manager.zeros(array.getShape(), array.getDataType()));
    }

    /** First and second moments by name. */
    Map<String, NDArray> moments() {
        return moments;
    }
}
