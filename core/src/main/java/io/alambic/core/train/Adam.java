package io.alambic.core.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Adam (Kingma, Ba 2015), with the weight decay in the gradient or decoupled from it (AdamW: Loshchilov,
 * Hutter 2019). The step is computed for all arrays at once, then taken by each.
 */
final class Adam implements Optimizer {

    private static final float BETA1 = 0.9f;
    private static final float BETA2 = 0.999f;
    private static final double EPSILON = 1e-8;
    private static final float NO_CLIPPING = -1;
    private static final float NONE = 0;
    private static final float ONCE = 1;
    private static final String MEAN = ".mean";
    private static final String VARIANCE = ".variance";

    private final NDManager manager;
    private final OptimizerState state;
    private final float weightDecay;
    private final boolean decoupled;
    private long steps;

    /** What is subtracted from each array next. */
    private FlatArrays next;

    /**
     * An optimizer that has taken some steps already, or none.
     *
     * @param manager owns what it needs beside its state
     */
    Adam(NDManager manager, OptimizerState state, float weightDecay, boolean decoupled, long steps) {
        this.manager = manager;
        this.state = state;
        this.weightDecay = weightDecay;
        this.decoupled = decoupled;
        this.steps = steps;
    }

    @Override
    public void update(Gradients gradients, float learningRate, float scale) {
        steps++;
        Map<String, NDArray> learned = gradients.learned();
        layOut(Layout.of(learned));
        NDArray gradient = gradients.flat();
        if (scale != ONCE) {
            gradient.muli(scale);
        }
        if (!decoupled && weightDecay != NONE) {
            decay(learned, gradient);
        }
        computeNext(gradient, learningRate);
        descend(learned, decoupled ? learningRate * weightDecay : NONE);
        state.flushDenormals(steps);
        gradients.reset();
    }

    private void descend(Map<String, NDArray> learned, float decay) {
        learned.forEach((name, array) -> {
            try (NDArray weight = array.stopGradient()) {
                if (decay != NONE) {
                    weight.muli(1 - decay);
                }
                weight.subi(next.parts().get(name));
            }
        });
    }

    private void layOut(Layout layout) {
        if (next == null || !next.layout().equals(layout)) {
            if (next != null) {
                next.close();
            }
            next = FlatArrays.zeros(layout, manager);
        }
    }

    private void decay(Map<String, NDArray> learned, NDArray gradient) {
        List<NDArray> weights = new ArrayList<>();
        learned.values().forEach(array -> weights.add(array.stopGradient()));
        try (NDList owned = new NDList(weights);
                NDArray all = Layout.flatten(owned)) {
            gradient.addi(all.muli(weightDecay));
        }
    }

    /**
     * The engine goes from 0 with the rate turned round, so that what it comes to is what is to be subtracted. It takes both
     * bias corrections, √(1 − β2ⁿ) and 1 − β1ⁿ, as part of the learning rate; ε has to follow. Decay is none of its business.
     */
    private void computeNext(NDArray gradient, float learningRate) {
        double root = Math.sqrt(1 - Math.pow(BETA2, steps));
        float corrected = (float) (learningRate * root / (1 - Math.pow(BETA1, steps)));
        float epsilon = (float) (EPSILON * root);
        next.all().subi(next.all());
        next.all()
                .getNDArrayInternal()
                .adamUpdate(
                        new NDList(
                                next.all(),
                                gradient,
                                state.flat(MEAN, next.layout()),
                                state.flat(VARIANCE, next.layout())),
                        new NDList(next.all()),
                        -learningRate,
                        -corrected,
                        NONE,
                        ONCE,
                        NO_CLIPPING,
                        BETA1,
                        BETA2,
                        epsilon,
                        false,
                        false);
    }

    @Override
    public Map<String, NDArray> state() {
        return state.arrays();
    }
}
