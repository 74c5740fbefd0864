package io.alambic.core.bucket;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.alambic.core.tensor.TensorSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Says which places of an output belong to a sample, and which are padding: an open dimension of an output counts up to the
 * sample's own size. Immutable, thread safe.
 */
public final class PlaceMask {

    private final Shape sample;
    private final int[] columns;

    private PlaceMask(Shape sample, int[] columns) {
        this.sample = sample;
        this.columns = columns;
    }

    /** Returns the mask of an output; empty if it has no open dimension, so that all places count. */
    public static Optional<PlaceMask> of(TensorSpec output, Optional<Buckets> buckets) {
        if (!output.isOpen()) {
            return Optional.empty();
        }
        List<String> letters = buckets.orElseThrow(() -> new IllegalArgumentException(
                        "output '%s' is open, but there are no sizes".formatted(output.name())))
                .letters();
        int[] columns = output.letters().stream().mapToInt(letters::indexOf).toArray();
        return Optional.of(new PlaceMask(output.sampleShape(), columns));
    }

    /** Returns an output with 0 at the places that are padding. Gradients flow through the others. */
    public NDArray cleared(NDArray output, NDArray sizes) {
        return NDArrays.where(within(sizes).broadcast(output.getShape()), output, output.zerosLike());
    }

    /**
     * Returns which places count.
     *
     * @param inputs of the samples, with their sizes
     * @param channels axis of a sample that is no place, counted from 0; it is fixed
     * @return INT64 [M], indexes into the N · places rows of an output, the places of a sample in the order of its other axes
     */
    public NDArray counted(Map<String, NDArray> inputs, int channels) {
        NDArray sizes = inputs.get(Buckets.SIZES);
        long[] places = sample.getShape().clone();
        places[channels] = 1;
        Shape whole = new Shape(sizes.getShape().get(0)).addAll(new Shape(places));
        return within(sizes)
                .broadcast(whole)
                .reshape(-1)
                .toType(DataType.INT32, false)
                .nonzero()
                .reshape(-1);
    }

    /** BOOLEAN [N, ...], of size 1 at each fixed dimension. */
    private NDArray within(NDArray sizes) {
        long samples = sizes.getShape().get(0);
        NDArray within = null;
        for (int axis = 0; axis < columns.length; axis++) {
            if (columns[axis] >= 0) {
                NDArray own =
                        sizes.get(":, {}:{}", columns[axis], columns[axis] + 1).reshape(along(samples, -1, 1));
                NDArray place = sizes.getManager()
                        .arange(0, (int) sample.get(axis), 1, sizes.getDataType())
                        .reshape(along(1, axis, sample.get(axis)));
                NDArray inside = place.lt(own);
                within = within == null ? inside : within.logicalAnd(inside);
            }
        }
        return within;
    }

    private Shape along(long samples, int axis, long size) {
        long[] dimensions = IntStream.range(0, columns.length)
                .mapToLong(i -> i == axis ? size : 1)
                .toArray();
        return new Shape(samples).addAll(new Shape(dimensions));
    }
}
