package io.alambic.core.layer.network;

import ai.djl.ndarray.types.Shape;
import io.alambic.core.layer.Layer;
import io.alambic.core.layer.LayerObserver;
import io.alambic.core.layer.LayerPass;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/** Describes the layers of an architecture, one by one. Used by one thread. */
public final class LayerTable implements LayerObserver<Shape> {

    /**
     * A layer.
     *
     * @param depth 1 for a layer of the list itself, one more for each list around it
     * @param name begins the names of its parameters
     * @param word its name in a list
     * @param output shape that it gives for one sample
     * @param parameters that training may change, with those of the layers inside it
     */
    public record Row(int depth, String name, String word, List<Long> output, long parameters) {

        public Row {
            output = List.copyOf(output);
        }
    }

    private final LayerShapes shapes = new LayerShapes();
    private final List<Row> rows = new ArrayList<>();
    private final Deque<Integer> open = new ArrayDeque<>();

    private LayerTable() {}

    /** Returns the layers in their order; those inside another one follow it. */
    public static List<Row> of(LayeredArchitecture architecture) {
        LayerTable table = new LayerTable();
        LayerPass.run(
                architecture.layers(),
                table.shapes,
                table,
                architecture.input(),
                architecture.input().batchShape(1));
        return List.copyOf(table.rows);
    }

    @Override
    public void before(int depth, String name, Layer layer) {
        open.push(rows.size());
        rows.add(new Row(depth, name, layer.word(), List.of(), shapes.learned()));
    }

    @Override
    public void after(int depth, Shape value) {
        int index = open.pop();
        Row row = rows.get(index);
        List<Long> output = Arrays.stream(value.slice(1).getShape()).boxed().toList();
        rows.set(index, new Row(row.depth(), row.name(), row.word(), output, shapes.learned() - row.parameters()));
    }
}
