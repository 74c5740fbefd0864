package io.alambic.core.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/**
 * The layout in memory in which the engine computes convolutions and pools of images fast on a CPU: the channels of a pixel
 * side by side, whatever the order of the dimensions. Layers pass it on, so that arranging the input is enough.
 */
final class ChannelsLast {

    private static final int IMAGE_DIMENSIONS = 4;

    private ChannelsLast() {}

    /**
     * The same [N, C, H, W], arranged so; a view where there is one channel. What is no image stays as it is.
     */
    static NDArray of(NDArray x) {
        Shape shape = x.getShape();
        if (shape.dimension() != IMAGE_DIMENSIONS) {
            return x;
        }
        Shape pixels = new Shape(shape.get(0), shape.get(2), shape.get(3), shape.get(1));
        NDArray arranged = shape.get(1) == 1
                ? x.reshape(pixels)
                : x.transpose(0, 2, 3, 1).flatten().reshape(pixels);
        return arranged.transpose(0, 3, 1, 2);
    }
}
