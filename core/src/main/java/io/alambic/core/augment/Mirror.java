package io.alambic.core.augment;

import ai.djl.ndarray.types.Shape;
import io.alambic.core.tensor.EncodedTensor;
import io.alambic.core.tensor.TensorType;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/** Mirrors images [C, H, W]: the left becomes the right. This suits photographs, but not digits. */
public record Mirror() implements Augmentation {

    @Override
    public boolean changes(Shape sample, TensorType type, boolean quantized) {
        return Pixels.areIn(sample);
    }

    @Override
    public void change(EncodedTensor tensor, ByteBuffer from, ByteBuffer to, SplittableRandom random) {
        Pixels pixels = Pixels.of(tensor);
        for (int row = 0; row < pixels.height(); row++) {
            for (int column = 0; column < pixels.width(); column++) {
                pixels.copy(from, row, pixels.width() - 1 - column, to, row, column);
            }
        }
    }
}
