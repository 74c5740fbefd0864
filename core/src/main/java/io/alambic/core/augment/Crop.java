package io.alambic.core.augment;

import ai.djl.ndarray.types.Shape;
import io.alambic.core.tensor.EncodedTensor;
import io.alambic.core.tensor.TensorType;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/**
 * Moves images [C, H, W] up to a share of their height and width in each direction, in whole pixels; what moves in is 0. This is a
 * random crop of the image with a border of zeros.
 *
 * @param share greater than 0 and less than 1
 */
public record Crop(double share) implements Augmentation {

    public Crop {
        if (!(share > 0 && share < 1)) {
            throw new IllegalArgumentException(
                    "expected a share of crop greater than 0 and less than 1, but got '%s'".formatted(share));
        }
    }

    @Override
    public boolean changes(Shape sample, TensorType type, boolean quantized) {
        return Pixels.areIn(sample);
    }

    @Override
    public void change(EncodedTensor tensor, ByteBuffer from, ByteBuffer to, SplittableRandom random) {
        Pixels pixels = Pixels.of(tensor);
        int down = moved(pixels.height(), random);
        int right = moved(pixels.width(), random);
        for (int row = Math.max(0, -down); row < pixels.height() - Math.max(0, down); row++) {
            for (int column = Math.max(0, -right); column < pixels.width() - Math.max(0, right); column++) {
                pixels.copy(from, row, column, to, row + down, column + right);
            }
        }
    }

    private int moved(int size, SplittableRandom random) {
        int most = (int) (share * size);
        return (int) Math.floor(random.nextDouble() * (2 * most + 1)) - most;
    }
}
