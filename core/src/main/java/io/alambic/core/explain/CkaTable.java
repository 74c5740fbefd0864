package io.alambic.core.explain;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * {@link MinibatchCka} of each layer of one network with each layer of another. The kernel of a layer is computed once for a batch, however
 * many layers it is compared with. Used by one thread.
 */
public final class CkaTable {

    private final List<String> rows;
    private final List<String> columns;
    private final List<List<MinibatchCka>> cells;

    /**
     * No samples yet.
     *
     * @param rows names of one network's layers
     * @param columns names of the other one's
     */
    public CkaTable(List<String> rows, List<String> columns) {
        this.rows = List.copyOf(rows);
        this.columns = List.copyOf(columns);
        this.cells = this.rows.stream()
                .map(row ->
                        this.columns.stream().map(column -> new MinibatchCka()).toList())
                .toList();
    }

    /**
     * Adds a batch.
     *
     * @param x activations [n, ...] of every layer of the rows
     * @param y activations [n, ...] of every layer of the columns, for the same samples
     * @param parent manager under which they are compared
     * @throws IllegalArgumentException if there are fewer than four samples, their numbers differ, or a number is not finite
     */
    public void add(Map<String, NDArray> x, Map<String, NDArray> y, NDManager parent) {
        try (NDManager scope = parent.newSubManager()) {
            List<LayerKernel> others = kernels(columns, y, scope);
            List<LayerKernel> kernels = kernels(rows, x, scope);
            for (int row = 0; row < kernels.size(); row++) {
                for (int column = 0; column < others.size(); column++) {
                    cells.get(row).get(column).add(kernels.get(row), others.get(column));
                }
            }
        }
    }

    private static List<LayerKernel> kernels(List<String> names, Map<String, NDArray> layers, NDManager scope) {
        List<LayerKernel> kernels = new ArrayList<>();
        for (String name : names) {
            try {
                kernels.add(LayerKernel.of(layers.get(name), scope));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("layer '%s': %s".formatted(name, e.getMessage()), e);
            }
        }
        return kernels;
    }

    /** Returns the names of one network's layers. */
    public List<String> rows() {
        return rows;
    }

    /** Returns the names of the other one's layers. */
    public List<String> columns() {
        return columns;
    }

    /** Returns the CKA of two layers, -1..1; empty without batches, or if one of the layers is the same for all samples of each of them. */
    public OptionalDouble value(int row, int column) {
        return cells.get(row).get(column).value();
    }
}
