package io.alambic.core.cost;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;

/**
 * Arithmetic with numbers that gradients can pass through.
 *
 * <p>DJL's own {@code mul(Number)} wraps the number in a Java buffer and drops it at once, while the engine keeps its
 * address for the backward pass: a garbage collection between the two passes corrupts the gradients. Here the number lives
 * as long as the manager of the array.
 */
public final class Numbers {

    private Numbers() {}

    /** The array times a number, which belongs to the array's manager; the array itself where that changes nothing. */
    public static NDArray times(NDArray array, double factor) {
        if (factor == 1) {
            return array;
        }
        return array.mul(
                array.getDataType() == DataType.FLOAT64
                        ? array.getManager().create(factor)
                        : array.getManager().create((float) factor));
    }

    /**
     * The array in 64 bits times a number. The engine takes the wider type of two arrays, though not that of a scalar, so
     * that one product converts as well.
     */
    public static NDArray timesIn64Bits(NDArray array, double factor) {
        return array.mul(array.getManager().create(new double[] {factor}));
    }

    /** The array in another type. DJL's own conversion cuts the gradient; an addition in place does not. */
    public static NDArray cast(NDArray array, DataType type) {
        return array.getManager().zeros(array.getShape(), type).addi(array);
    }
}
