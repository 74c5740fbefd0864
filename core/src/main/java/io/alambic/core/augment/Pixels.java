package io.alambic.core.augment;

import ai.djl.ndarray.types.Shape;
import io.alambic.core.tensor.EncodedTensor;
import io.alambic.core.tensor.MemoryFormat;
import java.nio.ByteBuffer;

/**
 * Where the pixels of an image [C, H, W] lie.
 *
 * @param height H
 * @param width W
 * @param runs how many runs of bytes a pixel has
 * @param runBytes bytes of each run
 */
record Pixels(int height, int width, int runs, int runBytes) {

    private static final int IMAGE = 3;

    /** Returns whether samples of that shape are images. */
    static boolean areIn(Shape sample) {
        return sample.dimension() == IMAGE;
    }

    /** Returns the pixels of each sample of a tensor. */
    static Pixels of(EncodedTensor tensor) {
        Shape image = tensor.sampleShape();
        int channels = Math.toIntExact(image.get(0));
        int height = Math.toIntExact(image.get(1));
        int width = Math.toIntExact(image.get(2));
        int bytes = tensor.type().bytes();
        return tensor.format() == MemoryFormat.CHANNELS_LAST
                ? new Pixels(height, width, 1, channels * bytes)
                : new Pixels(height, width, channels, bytes);
    }

    /** Copies a pixel of one image to a place in another one. */
    void copy(ByteBuffer from, int fromRow, int fromColumn, ByteBuffer to, int row, int column) {
        for (int run = 0; run < runs; run++) {
            to.put(at(run, row, column), from, at(run, fromRow, fromColumn), runBytes);
        }
    }

    private int at(int run, int row, int column) {
        return ((run * height + row) * width + column) * runBytes;
    }
}
