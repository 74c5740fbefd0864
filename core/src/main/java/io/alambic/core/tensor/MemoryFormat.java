package io.alambic.core.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/** Order of a tensor's elements in memory; its dimensions have the model's order in both cases. */
public enum MemoryFormat {
    /** Row-major order of the dimensions: of an image [N, C, H, W] one plane for each channel. */
    CONTIGUOUS,
    /** The channels of a pixel side by side: [N, C, H, W] is stored as [N, H, W, C] in row-major order. */
    CHANNELS_LAST;

    private static final int IMAGE_DIMENSIONS = 4;

    /**
     * The format in which an engine holds a tensor.
     *
     * @param channelsLast whether it computes images with channels last
     */
    public static MemoryFormat of(Shape shape, boolean channelsLast) {
        return channelsLast && shape.dimension() == IMAGE_DIMENSIONS ? CHANNELS_LAST : CONTIGUOUS;
    }

    /** A view of an array whose dimensions stand in the order in which they lie. */
    public NDArray stored(NDArray array) {
        return this == CHANNELS_LAST ? array.transpose(0, 2, 3, 1) : array;
    }

    /** A view, with dimensions in the model's order, of what {@link #stored} gave. */
    public NDArray logical(NDArray stored) {
        return this == CHANNELS_LAST ? stored.transpose(0, 3, 1, 2) : stored;
    }

    /** The shape that {@link #logical(NDArray)} has. */
    Shape logical(Shape stored) {
        return this == CHANNELS_LAST ? new Shape(stored.get(0), stored.get(3), stored.get(1), stored.get(2)) : stored;
    }

    /** The shape that {@link #stored(NDArray)} has. */
    public Shape stored(Shape logical) {
        return this == CHANNELS_LAST
                ? new Shape(logical.get(0), logical.get(2), logical.get(3), logical.get(1))
                : logical;
    }
}
