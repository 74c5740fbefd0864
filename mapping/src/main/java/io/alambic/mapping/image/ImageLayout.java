package io.alambic.mapping.image;

import io.alambic.mapping.value.TargetTensor;
import java.util.Arrays;

/**
 * How an image lies in a tensor.
 *
 * @param bands C: 1 for gray, 3 for colours
 * @param rows H
 * @param columns W
 * @param bandsFirst whether it is [C, H, W]; else [H, W, C]
 */
record ImageLayout(int bands, int rows, int columns, boolean bandsFirst) {

    private static final int COLOURS = 3;

    /**
     * Returns the layout of a tensor: the channels are the first dimension of three if it is 1 or 3, else the last.
     *
     * @throws IllegalArgumentException if it holds no image
     */
    static ImageLayout of(TargetTensor tensor) {
        int[] shape = Arrays.stream(tensor.shape()).mapToInt(Math::toIntExact).toArray();
        if (!tensor.isOpen() && tensor.isAlone() && shape.length == 2) {
            return new ImageLayout(1, shape[0], shape[1], true);
        }
        if (!tensor.isOpen() && tensor.isAlone() && shape.length == 3) {
            if (isBands(shape[0])) {
                return new ImageLayout(shape[0], shape[1], shape[2], true);
            }
            if (isBands(shape[2])) {
                return new ImageLayout(shape[2], shape[0], shape[1], false);
            }
        }
        throw new IllegalArgumentException(
                "expected one image for all of a tensor of a fixed shape such as 3x224x224, 224x224x3, 1x28x28 or 28x28,"
                        + " but got shape %s%s"
                                .formatted(
                                        Arrays.toString(tensor.shape()),
                                        tensor.isOpen() ? " with an open dimension" : ""));
    }

    private static boolean isBands(int size) {
        return size == 1 || size == COLOURS;
    }
}
