package io.alambic.core.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.alambic.core.cost.Cost;
import io.alambic.core.cost.TermName;
import io.alambic.core.engine.ScriptedFunction;
import io.alambic.core.optimizer.Gradients;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the whole cost of a step at once, because a device finishes all of its queued work before it answers. Used by one
 * thread.
 */
final class StepCostReader {

    private final ScriptedFunction function;

    /**
     * A reader.
     *
     * @param manager owns what it needs
     */
    StepCostReader(NDManager manager) {
        function = ScriptedFunction.compile(StepCostReader.class, "step_cost", manager);
    }

    /** Reads the cost of a step. */
    StepCost read(Cost cost, Gradients gradients) {
        List<NDArray> costs = new ArrayList<>(List.of(cost.total()));
        costs.addAll(cost.terms().values());
        try (NDArray read = function.call(List.of(costs, gradients.arrays().values()))) {
            float[] values = read.toFloatArray();
            Map<TermName, Float> terms = new EnumMap<>(TermName.class);
            int next = values.length - cost.terms().size();
            for (TermName name : cost.terms().keySet()) {
                terms.put(name, values[next++]);
            }
            return new StepCost(values[1], terms, values[0]);
        }
    }
}
