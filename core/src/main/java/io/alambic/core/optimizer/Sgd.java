package io.alambic.core.optimizer;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.alambic.core.engine.ScriptedFunction;
import java.util.List;
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

    private static final String MOMENTUM = ".momentum";
    private static final float ON = 1;

    private final OptimizerState state;
    private final float weightDecay;
    private final float momentum;
    private final boolean nesterov;
    private final ScriptedFunction function;
    private final NDManager host;
    private final NDArray noVelocity;
    private long steps;

    /**
     * An optimizer that has taken some steps already, or none.
     *
     * @param manager owns what it needs beside its state
     * @param momentum at least 0 and less than 1
     */
    Sgd(NDManager manager, OptimizerState state, float weightDecay, float momentum, boolean nesterov, long steps) {
        this.state = state;
        this.weightDecay = weightDecay;
        this.momentum = momentum;
        this.nesterov = nesterov;
        this.steps = steps;
        this.function = ScriptedFunction.compile(Sgd.class, "sgd", manager);
        this.host = manager.newSubManager(Device.cpu());
        this.noVelocity = host.create(0f);
    }

    @Override
    public void update(Gradients gradients, float learningRate, float scale) {
        steps++;
        Map<String, NDArray> learned = gradients.learned();
        float[] settings = {learningRate, scale, weightDecay, momentum, nesterov ? ON : 0};
        try (NDArray numbers = host.create(settings)) {
            function.call(List.of(
                            learned.values(),
                            gradients.arrays().values(),
                            momentum == 0 ? List.of(noVelocity) : velocities(learned),
                            List.of(numbers)))
                    .close();
        }
        state.flushDenormals(steps);
    }

    private List<NDArray> velocities(Map<String, NDArray> learned) {
        return learned.entrySet().stream()
                .map(entry -> state.get(entry.getKey() + MOMENTUM, entry.getValue()))
                .toList();
    }

    @Override
    public Map<String, NDArray> state() {
        return state.arrays();
    }
}
