package io.alambic.core.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Map;

/**
 * Arrays that lie one behind the other.
 *
 * @param layout how they lie
 * @param all the flat array of all of them
 * @param parts each of them by name; they share memory with it
 */
record FlatArrays(Layout layout, NDArray all, Map<String, NDArray> parts) {

    /** Zeros that a manager owns. */
    static FlatArrays zeros(Layout layout, NDManager manager) {
        NDArray all = manager.zeros(new Shape(layout.size()));
        return new FlatArrays(layout, all, layout.parts(all));
    }

    /** Frees all of them. */
    void close() {
        parts.values().forEach(NDArray::close);
        all.close();
    }
}
