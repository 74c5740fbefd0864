package io.alambic.core.torchscript;

import io.alambic.core.tensor.TensorType;
import java.util.Arrays;
import java.util.List;

/**
 * A tensor as a pickle of PyTorch describes it.
 *
 * @param storage name of the storage that holds its elements
 * @param type of the elements
 * @param offset of the first element in the storage, in elements
 * @param shape full shape
 * @param strides distance of neighbours in each dimension, in elements
 */
record PickledTensor(String storage, TensorType type, long offset, long[] shape, long[] strides) {

    /** Where the element of an index lies in the storage, counted in elements. */
    long position(long... index) {
        long position = offset;
        for (int dimension = 0; dimension < index.length; dimension++) {
            position += index[dimension] * strides[dimension];
        }
        return position;
    }

    /** Returns a text that is equal only for tensors that are the same elements. */
    String place() {
        return storage + " " + offset + " " + Arrays.toString(shape) + " " + Arrays.toString(strides);
    }

    /**
     * What {@code torch._utils._rebuild_tensor_v2} is called with.
     *
     * @param arguments storage, offset, shape, strides, and what this class does not need
     */
    static PickledTensor rebuilt(Object... arguments) {
        Object[] storage = (Object[]) arguments[0];
        return new PickledTensor(
                (String) storage[2],
                type(((TorchPickle.Global) storage[1]).name()),
                ((Number) arguments[1]).longValue(),
                numbers(arguments[2]),
                numbers(arguments[3]));
    }

    private static TensorType type(String storage) {
        return switch (storage) {
            case "FloatStorage" -> TensorType.FP32;
            case "DoubleStorage" -> TensorType.FP64;
            case "HalfStorage" -> TensorType.FP16;
            case "LongStorage" -> TensorType.INT64;
            case "IntStorage" -> TensorType.INT32;
            case "CharStorage" -> TensorType.INT8;
            case "ByteStorage" -> TensorType.UINT8;
            case "BoolStorage" -> TensorType.BOOL;
            default -> throw new IllegalArgumentException("tensors in a %s are not known".formatted(storage));
        };
    }

    private static long[] numbers(Object tuple) {
        return List.of((Object[]) tuple).stream()
                .mapToLong(number -> ((Number) number).longValue())
                .toArray();
    }
}
