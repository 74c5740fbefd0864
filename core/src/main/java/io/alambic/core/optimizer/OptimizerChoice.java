package io.alambic.core.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.alambic.core.settings.Expression;
import java.util.List;
import java.util.Map;

/**
 * Selects the optimizer by its name in the configuration. This is the only place with the names.
 *
 * @param choice {@code adamw}, {@code adam}, {@code sgd}, {@code sgd(momentum)} or {@code nesterov(momentum)}
 */
public record OptimizerChoice(Expression choice) {

    /** Adam with decoupled weight decay. */
    public static final OptimizerChoice ADAMW = new OptimizerChoice(new Expression("adamw", List.of()));

    public OptimizerChoice {
        switch (choice.name()) {
            case "adamw", "adam" -> choice.arguments(0, choice.name());
            case "sgd", "nesterov" -> momentum(choice);
            default ->
                throw new IllegalArgumentException(
                        "expected adamw, adam, sgd, sgd(momentum) or nesterov(momentum), but got '%s'"
                                .formatted(choice));
        }
    }

    /**
     * Reads a choice.
     *
     * @throws IllegalArgumentException saying what was expected
     */
    public static OptimizerChoice parse(String text) {
        return new OptimizerChoice(Expression.parse(text));
    }

    private static float momentum(Expression choice) {
        boolean plain = "sgd".equals(choice.name()) && choice.arguments().isEmpty();
        double momentum =
                plain ? 0 : choice.arguments(1, choice.name() + "(momentum)").get(0);
        if (!(momentum >= 0 && momentum < 1)) {
            throw new IllegalArgumentException("momentum must be at least 0 and less than 1, but is " + momentum);
        }
        return (float) momentum;
    }

    /**
     * Creates the optimizer, after some steps or none.
     *
     * @param manager owns its state
     * @param restored {@link Optimizer#state()} of an earlier run, copied; may be empty
     */
    public Optimizer create(NDManager manager, float weightDecay, long steps, Map<String, NDArray> restored) {
        OptimizerState state = new OptimizerState(manager, restored);
        return switch (choice.name()) {
            case "adamw" -> new Adam(manager, state, weightDecay, true, steps);
            case "adam" -> new Adam(manager, state, weightDecay, false, steps);
            default -> new Sgd(manager, state, weightDecay, momentum(choice), "nesterov".equals(choice.name()), steps);
        };
    }

    @Override
    public String toString() {
        return choice.toString();
    }
}
