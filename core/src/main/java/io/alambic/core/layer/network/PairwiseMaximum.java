package io.alambic.core.layer.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;

/**
 * The 2×2 maximum pool of many images without gradients: the larger of each two rows, then of each two columns. On a CPU this
 * reads whole rows in channels-last order, while the engine's pool also records which of four pixels is the largest, for
 * gradients. It needs more operations, and is faster only for large batches.
 */
final class PairwiseMaximum {

    private static final int ELEMENTS_THAT_PAY = 1 << 17;
    private static final int PAIR = 2;

    private PairwiseMaximum() {}

    /** Returns whether images [N, C, H, W] are so many, and of even height and width, that this is the faster way. */
    static boolean paysFor(NDArray images) {
        Shape shape = images.getShape();
        return images.size() >= ELEMENTS_THAT_PAY
                && shape.get(2) % PAIR == 0
                && shape.get(3) % PAIR == 0
                && !images.getDevice().isGpu();
    }

    /**
     * Returns the same values as the engine's pool.
     *
     * @param images [N, C, H, W], arranged channels last
     * @return [N, C, H/2, W/2], arranged likewise
     */
    static NDArray of(NDArray images) {
        Shape shape = images.getShape();
        long channels = shape.get(1);
        long width = shape.get(3);
        NDArray rows = largerOfEachTwo(images.transpose(0, 2, 3, 1), width * channels);
        NDArray pixels = largerOfEachTwo(rows, channels);
        return pixels.reshape(shape.get(0), shape.get(2) / PAIR, width / PAIR, channels)
                .transpose(0, 3, 1, 2);
    }

    private static NDArray largerOfEachTwo(NDArray values, long length) {
        NDList halves = values.reshape(-1, PAIR, length).split(PAIR, 1);
        return halves.get(0).maximum(halves.get(1));
    }
}
