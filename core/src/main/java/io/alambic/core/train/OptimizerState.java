package io.alambic.core.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** An optimizer's memory by name, so that it survives a checkpoint. Used by one thread. */
final class OptimizerState {

    private final NDManager manager;
    private final Map<String, NDArray> arrays = new LinkedHashMap<>();
    private final Map<String, FlatArrays> flats = new HashMap<>();

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

    /**
     * What is kept under the names with a suffix, as one flat array whose parts they are. Zeros at first, and for a name
     * whose shape was another.
     */
    NDArray flat(String suffix, Layout layout) {
        FlatArrays kept = flats.get(suffix);
        if (kept != null && kept.layout().equals(layout)) {
            return kept.all();
        }
        FlatArrays now = FlatArrays.zeros(layout, manager);
        now.parts().forEach((name, part) -> {
            NDArray before = arrays.put(name + suffix, part);
            if (before != null) {
                if (before.getShape().equals(part.getShape())) {
                    part.addi(before);
                }
                before.close();
            }
        });
        flats.put(suffix, now);
        if (kept != null) {
            kept.all().close();
        }
        return now.all();
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
