package io.alambic.core.torchscript;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.alambic.core.tensor.TensorType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A tensor as a pickle of PyTorch describes it.
 *
 * @param storage name of the storage that holds its elements
 * @param kind of the storage, such as {@code FloatStorage}
 * @param offset of the first element in the storage, in elements
 * @param shape full shape
 * @param strides distance of neighbours in each dimension, in elements
 */
record PickledTensor(String storage, String kind, long offset, long[] shape, long[] strides) {

    private static final Map<String, TensorType> TYPES = Map.of(
            "FloatStorage", TensorType.FP32,
            "DoubleStorage", TensorType.FP64,
            "HalfStorage", TensorType.FP16,
            "LongStorage", TensorType.INT64,
            "IntStorage", TensorType.INT32,
            "CharStorage", TensorType.INT8,
            "ByteStorage", TensorType.UINT8,
            "BoolStorage", TensorType.BOOL);

    /**
     * What {@code torch._utils._rebuild_tensor_v2} is called with.
     *
     * @param arguments storage, offset, shape, strides, and what this class does not need
     */
    static PickledTensor rebuilt(Object... arguments) {
        Object[] storage = (Object[]) arguments[0];
        return new PickledTensor(
                (String) storage[2],
                ((TorchPickle.Global) storage[1]).name(),
                ((Number) arguments[1]).longValue(),
                numbers(arguments[2]),
                numbers(arguments[3]));
    }

    private static long[] numbers(Object tuple) {
        return List.of((Object[]) tuple).stream()
                .mapToLong(number -> ((Number) number).longValue())
                .toArray();
    }

    /** Returns the entry of the archive that holds its storage, in the folder of the archive. */
    String entry() {
        return "data/" + storage;
    }

    /** Returns a text that is equal only for tensors that are the same elements. */
    String place() {
        return storage + " " + offset + " " + Arrays.toString(shape) + " " + Arrays.toString(strides);
    }

    /**
     * Returns the type of the elements.
     *
     * @throws IllegalArgumentException if this release does not know it
     */
    TensorType type() {
        TensorType type = TYPES.get(kind);
        if (type == null) {
            throw new IllegalArgumentException("tensors in a %s are not known".formatted(kind));
        }
        return type;
    }

    /** Returns whether this release knows the type of the elements. */
    boolean isOfKnownType() {
        return TYPES.containsKey(kind);
    }

    /**
     * Reads the elements.
     *
     * @param content of the storage
     * @param bytes of the storage
     * @param scope owns the array
     */
    NDArray read(InputStream content, long bytes, NDManager scope) throws IOException {
        Shape whole = new Shape(shape);
        NDArray elements = scope.zeros(whole, type().djl());
        if (isContiguous()) {
            content.skipNBytes(offset * type().bytes());
            fill(elements.toByteBuffer(true), content);
        } else {
            NDArray all = scope.zeros(new Shape(bytes), DataType.UINT8);
            fill(all.toByteBuffer(true), content);
            copy(all.toByteBuffer(true), elements.toByteBuffer(true), false);
        }
        return elements;
    }

    private static void fill(ByteBuffer memory, InputStream content) throws IOException {
        ReadableByteChannel channel = Channels.newChannel(content);
        while (memory.hasRemaining() && channel.read(memory) >= 0) {
            // reads on
        }
        if (memory.hasRemaining()) {
            throw new IOException("a tensor lacks %d bytes".formatted(memory.remaining()));
        }
    }

    /**
     * Puts elements where they lie in the storage.
     *
     * @param elements of this tensor
     * @param memory of the storage
     */
    void put(NDArray elements, ByteBuffer memory) {
        ByteBuffer from = elements.toByteBuffer(true);
        if (isContiguous()) {
            memory.slice(Math.toIntExact(offset * type().bytes()), from.remaining())
                    .put(from);
        } else {
            copy(memory, from, true);
        }
    }

    private boolean isContiguous() {
        long stride = 1;
        for (int dimension = shape.length - 1; dimension >= 0; dimension--) {
            if (shape[dimension] != 1 && strides[dimension] != stride) {
                return false;
            }
            stride *= shape[dimension];
        }
        return true;
    }

    /** Copies between the storage and the elements in the order of their index, the last dimension being the fastest. */
    private void copy(ByteBuffer memory, ByteBuffer elements, boolean intoMemory) {
        int bytes = type().bytes();
        long[] index = new long[shape.length];
        for (int at = 0; at < elements.limit(); at += bytes) {
            long position = offset;
            for (int dimension = 0; dimension < index.length; dimension++) {
                position += index[dimension] * strides[dimension];
            }
            ByteBuffer stored = memory.slice(Math.toIntExact(position * bytes), bytes);
            ByteBuffer element = elements.slice(at, bytes);
            if (intoMemory) {
                stored.put(element);
            } else {
                element.put(stored);
            }
            advance(index);
        }
    }

    private void advance(long... index) {
        for (int dimension = shape.length - 1; dimension >= 0; dimension--) {
            if (++index[dimension] < shape[dimension]) {
                return;
            }
            index[dimension] = 0;
        }
    }
}
