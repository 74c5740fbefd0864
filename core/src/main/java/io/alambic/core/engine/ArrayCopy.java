package io.alambic.core.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Copies the elements of arrays into others, on their device and in one call of the engine. Used by one thread; closed with the manager
 * that it was created with.
 */
public final class ArrayCopy {

    private final ScriptedFunction function;

    public ArrayCopy(NDManager manager) {
        this.function = ScriptedFunction.compile(ArrayCopy.class, "copy", manager);
    }

    /**
     * Copies the elements of each array into the one of the same name. The arrays get new names.
     *
     * @param to arrays of the same names and shapes
     */
    public void copy(Map<String, NDArray> from, Map<String, NDArray> to) {
        List<NDArray> origins = new ArrayList<>();
        List<NDArray> targets = new ArrayList<>();
        from.forEach((name, origin) -> {
            NDArray target = to.get(name);
            if (origin != target) {
                origins.add(origin);
                targets.add(target);
            }
        });
        if (!origins.isEmpty()) {
            function.call(List.of(targets, origins)).close();
        }
    }
}
