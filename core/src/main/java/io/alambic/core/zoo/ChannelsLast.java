package io.alambic.core.zoo;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.alambic.core.tensor.MemoryFormat;

/**
 * The layout in memory in which the engine computes convolutions and pools of images fast on a CPU: the channels of a pixel
 * side by side, whatever the order of the dimensions. Layers pass it on, so that arranging the input is enough.
 */
final class ChannelsLast {

    private ChannelsLast() {}

    /**
     * The same [N, C, H, W], arranged so; a view where there is one channel. What is no image stays as it is.
     */
    static NDArray of(NDArray x) {
        Shape shape = x.getShape();
        MemoryFormat format = MemoryFormat.of(shape, true);
        if (format != MemoryFormat.CHANNELS_LAST) {
            return x;
        }
        Shape pixels = format.stored(shape);
        NDArray arranged = shape.get(1) == 1
                ? x.reshape(pixels)
                : format.stored(x).flatten().reshape(pixels);
        return format.logical(arranged);
    }
}
