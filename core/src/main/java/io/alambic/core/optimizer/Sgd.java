package io.alambic.core.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.Map;

/**
 * Gradient descent with momentum, as PyTorch defines it:
 *
 * <pre>
 *   d = gradient + weight decay · weight
 *   v ← momentum · v + d
 *   weight ← weight − learning rate · v                    (Nesterov: d + momentum · v)
 * </pre>
 */
final class Sgd implements Optimizer {

    private static final float UNCHANGED = 1;
    private static final float NONE = 0;
    private static final float NO_CLIPPING = -1;
    private static final String MOMENTUM = ".momentum";

    private final OptimizerState state;
    private final float weightDecay;
    private final float momentum;
    private final boolean nesterov;
    private long steps;

    /**
     * An optimizer that has taken some steps already, or none.
     *
     * @param momentum at least 0 and less than 1
     */
    Sgd(OptimizerState state, float weightDecay, float momentum, boolean nesterov, long steps) {
        this.state = state;
        this.weightDecay = weightDecay;
        this.momentum = momentum;
        this.nesterov = nesterov;
        this.steps = steps;
    }

    @Override
    public void update(Gradients gradients, float learningRate, float scale) {
        steps++;
        gradients.learned().forEach((name, array) -> {
            NDArray gradient = gradients.arrays().get(name);
            if (momentum == NONE) {
                descend(array, gradient, learningRate, weightDecay, scale);
            } else {
                descend(array, direction(name, array, gradient, scale), learningRate, NONE, UNCHANGED);
            }
        });
        state.flushDenormals(steps);
    }

    /** The engine's own step, {@code weight ← weight − rate · (scale · direction + decay · weight)}; clears the gradient. */
    static void descend(NDArray array, NDArray direction, float rate, float decay, float scale) {
        array.getNDArrayInternal()
                .sgdUpdate(
                        new NDList(array, direction), new NDList(array), rate, decay, scale, NO_CLIPPING, NONE, false);
    }

    private NDArray direction(String name, NDArray array, NDArray gradient, float scale) {
        if (scale != UNCHANGED) {
            gradient.muli(scale);
        }
        if (weightDecay != NONE) {
            try (NDArray weight = array.stopGradient();
                    NDArray decay = weight.mul(weightDecay)) {
                gradient.addi(decay);
            }
        }
        NDArray velocity = state.get(name + MOMENTUM, array);
        velocity.muli(momentum).addi(gradient);
        if (!nesterov) {
            return velocity;
        }
        try (NDArray ahead = velocity.mul(momentum)) {
            return gradient.addi(ahead);
        }
    }

    @Override
    public Map<String, NDArray> state() {
        return state.arrays();
    }
}
