package io.alambic.core.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.Map;

/**
 * Adam (Kingma, Ba 2015), with the weight decay in the gradient or decoupled from it (AdamW: Loshchilov,
 * Hutter 2019). One native call per array and step.
 */
final class Adam implements Optimizer {

    private static final float BETA1 = 0.9f;
    private static final float BETA2 = 0.999f;
    private static final double EPSILON = 1e-8;
    private static final float NO_CLIPPING = -1;
    private static final String MEAN = ".mean";
    private static final String VARIANCE = ".variance";

    private final OptimizerState state;
    private final float weightDecay;
    private final boolean decoupled;
    private long steps;

    /** An optimizer that has taken some steps already, or none. */
    Adam(OptimizerState state, float weightDecay, boolean decoupled, long steps) {
        this.state = state;
        this.weightDecay = weightDecay;
        this.decoupled = decoupled;
        this.steps = steps;
    }

    /**
     * The engine takes both bias corrections, √(1 − β2ⁿ) and 1 − β1ⁿ, as part of the learning rate; ε has
     * to follow.
     */
    @Override
    public void update(Map<String, NDArray> learned, Map<String, NDArray> gradients, float learningRate, float scale) {
        steps++;
        double root = Math.sqrt(1 - Math.pow(BETA2, steps));
        float corrected = (float) (learningRate * root / (1 - Math.pow(BETA1, steps)));
        float epsilon = (float) (EPSILON * root);
        learned.forEach((name, array) -> array.getNDArrayInternal()
                .adamUpdate(
                        new NDList(
                                array,
                                gradients.get(name),
                                state.get(name + MEAN, array),
                                state.get(name + VARIANCE, array)),
                        new NDList(array),
                        learningRate,
                        corrected,
                        weightDecay,
                        scale,
                        NO_CLIPPING,
                        BETA1,
                        BETA2,
                        epsilon,
                        false,
                        decoupled));
    }

    @Override
    public Map<String, NDArray> state() {
        return state.arrays();
    }
}
