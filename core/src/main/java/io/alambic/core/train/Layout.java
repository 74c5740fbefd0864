package io.alambic.core.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where arrays lie, one behind the other, in a flat array of all of them: what is done to that is one call of the engine
 * instead of one for each.
 *
 * @param places of the arrays, in order
 */
record Layout(List<Place> places) {

    Layout {
        places = List.copyOf(places);
    }

    /**
     * One array.
     *
     * @param name under which it is known
     * @param shape its own
     */
    record Place(String name, Shape shape) {}

    /** The layout of arrays in their order. */
    static Layout of(Map<String, NDArray> arrays) {
        List<Place> places = new ArrayList<>(arrays.size());
        arrays.forEach((name, array) -> places.add(new Place(name, array.getShape())));
        return new Layout(places);
    }

    /** Elements of all arrays. */
    long size() {
        return places.stream().mapToLong(place -> place.shape().size()).sum();
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
        for (Place place : places) {
            long to = from + place.shape().size();
            try (NDArray slice = flat.get(new NDIndex().addSliceDim(from, to))) {
                parts.put(place.name(), slice.reshape(place.shape()));
            }
            from = to;
        }
        return parts;
    }
}
