package io.alambic.core.cost.feature;

import ai.djl.ndarray.NDArray;

/** Vectors without their length. */
final class Directions {

    private Directions() {}

    /** {@code x / |x|} along an axis; a zero vector stays zero and gets no gradient. */
    static NDArray of(NDArray array, int axis) {
        NDArray squares = array.square().sum(new int[] {axis}, true);
        NDArray some = squares.gt(0).toType(array.getDataType(), false);
        NDArray none = some.neg().add(1);
        return array.mul(some).div(squares.add(none).sqrt());
    }
}
