package io.alambic.core.optimizer;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.alambic.core.engine.ScriptedFunction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Adam (Kingma, Ba 2015), with the weight decay in the gradient or decoupled from it (AdamW: Loshchilov,
 * Hutter 2019): the engine's fused step, which reads and writes each array once.
 */
final class Adam implements Optimizer {

    private static final String MEAN = ".mean";
    private static final String VARIANCE = ".variance";
    private static final float DECOUPLED = 1;
    private static final float IN_THE_GRADIENT = 0;

    private final OptimizerState state;
    private final float weightDecay;
    private final boolean decoupled;
    private final ScriptedFunction function;
    private final NDManager host;
    private final NDArray count;
    private long steps;

    /**
     * An optimizer that has taken some steps already, or none.
     *
     * @param manager owns what it needs beside its state
     */
    Adam(NDManager manager, OptimizerState state, float weightDecay, boolean decoupled, long steps) {
        this.state = state;
        this.weightDecay = weightDecay;
        this.decoupled = decoupled;
        this.steps = steps;
        this.function = ScriptedFunction.compile(Adam.class, "adam", manager);
        this.host = manager.newSubManager(Device.cpu());
        this.count = manager.create((float) steps);
    }

    @Override
    public void update(Gradients gradients, float learningRate, float scale) {
        steps++;
        Map<String, NDArray> learned = gradients.learned();
        List<NDArray> means = new ArrayList<>(learned.size());
        List<NDArray> variances = new ArrayList<>(learned.size());
        learned.forEach((name, array) -> {
            means.add(state.get(name + MEAN, array));
            variances.add(state.get(name + VARIANCE, array));
        });
        float[] settings = {learningRate, scale, weightDecay, decoupled ? DECOUPLED : IN_THE_GRADIENT};
        try (NDArray numbers = host.create(settings)) {
            function.call(List.of(
                            learned.values(),
                            gradients.arrays().values(),
                            means,
                            variances,
                            List.of(count),
                            List.of(numbers)))
                    .close();
        }
        state.flushDenormals(steps);
    }

    @Override
    public Map<String, NDArray> state() {
        return state.arrays();
    }
}
