package io.alambic.core.layer.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.alambic.core.tensor.MemoryFormat;

/**
 * Arranges images in the memory layout that is fast for convolutions and pools on a CPU: the channels of a pixel side by
 * side, whatever the order of the dimensions. Layers keep the layout, so that arranging the input is enough.
 */
final class ChannelsLast {

    private ChannelsLast() {}

    /**
     * Returns [N, C, H, W] in this layout; a view if there is one channel. Other arrays are returned unchanged.
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
