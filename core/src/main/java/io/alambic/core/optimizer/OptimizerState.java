package io.alambic.core.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.LinkedHashMap;
import java.util.Map;

/** An optimizer's memory by name, so that it survives a checkpoint. Used by one thread. */
final class OptimizerState {

    private final NDManager manager;
    private final Map<String, NDArray> arrays = new LinkedHashMap<>();

    /**
     * The memory of an earlier run, or none.
     *
     * @param manager owns the arrays
     * @param restored copied
     */
    OptimizerState(NDManager manager, Map<String, NDArray> restored) {
        this.manager = manager;
        restored.forEach((name, array) -> {
            NDArray copy = array.duplicate();
            copy.attach(manager);
            arrays.put(name, copy);
        });
    }

    /** What is kept under a name; zeros in the shape of what is learned at first, or where that was another. */
    NDArray get(String name, NDArray learned) {
        NDArray kept = arrays.get(name);
        if (kept == null || !kept.getShape().equals(learned.getShape())) {
            if (kept != null) {
                kept.close();
            }
            kept = manager.zeros(learned.getShape(), learned.getDataType());
            arrays.put(name, kept);
        }
        return kept;
    }

    /** Sets denormal numbers to 0, every hundredth step. */
    void flushDenormals(long step) {
        if (Denormals.areDue(step)) {
            arrays.values().forEach(Denormals::flush);
        }
    }

    Map<String, NDArray> arrays() {
        return arrays;
    }
}
