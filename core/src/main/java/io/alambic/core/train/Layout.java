package io.alambic.core.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where arrays of some names lie, one behind the other, in a flat array of all of them: what is done to that is one call
 * of the engine instead of one for each.
 *
 * @param shapes by name, in order
 */
record Layout(LinkedHashMap<String, Shape> shapes) {

    /** The layout of arrays in their order. */
    static Layout of(Map<String, NDArray> arrays) {
        LinkedHashMap<String, Shape> shapes = new LinkedHashMap<>();
        arrays.forEach((name, array) -> shapes.put(name, array.getShape()));
        return new Layout(shapes);
    }

    /** Elements of all arrays. */
    long size() {
        return shapes.values().stream().mapToLong(Shape::size).sum();
    }

    /** A flat copy [size] of arrays that lie so. */
    static NDArray flatten(Collection<NDArray> arrays) {
        try (NDList flat = new NDList(arrays.size())) {
            arrays.forEach(array -> flat.add(array.reshape(-1)));
            return NDArrays.concat(flat);
        }
    }

    /** The arrays within a flat one, which they share memory with. */
    Map<String, NDArray> parts(NDArray flat) {
        Map<String, NDArray> parts = new LinkedHashMap<>();
        long from = 0;
        for (Map.Entry<String, Shape> entry : shapes.entrySet()) {
            long to = from + entry.getValue().size();
            try (NDArray slice = flat.get(new NDIndex().addSliceDim(from, to))) {
                parts.put(entry.getKey(), slice.reshape(entry.getValue()));
            }
            from = to;
        }
        return parts;
    }
}
