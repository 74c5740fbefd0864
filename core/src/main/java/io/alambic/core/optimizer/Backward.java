package io.alambic.core.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.alambic.core.engine.ScriptedFunction;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The backward pass. Gradients are handed out and not kept with the weights, as the engine's own collector does: they take their memory
 * from this pass to the update only, nothing is added to those of an earlier pass, and a pass that fails leaves none. Used by one thread.
 */
public final class Backward {

    private final ScriptedFunction function;

    /**
     * Compiles the pass.
     *
     * @param manager owns what it needs
     */
    public Backward(NDManager manager) {
        function = ScriptedFunction.compile(Backward.class, "gradients", manager);
    }

    /**
     * Returns the gradients of a cost, 0 for what it does not depend on. What the engine kept for this pass is released.
     *
     * @param cost scalar, made while gradients were collected
     * @param learned arrays that require gradients, at least one
     * @throws ai.djl.engine.EngineException if the engine cannot compute them
     */
    public Gradients of(NDArray cost, Map<String, NDArray> learned) {
        NDList found = function.callForList(List.of(List.of(cost), learned.values()));
        Map<String, NDArray> arrays = new LinkedHashMap<>();
        int next = 0;
        for (String name : learned.keySet()) {
            arrays.put(name, found.get(next++));
        }
        return new Gradients(learned, arrays);
    }
}
