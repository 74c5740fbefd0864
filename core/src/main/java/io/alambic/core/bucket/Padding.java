package io.alambic.core.bucket;

import ai.djl.ndarray.types.Shape;
import ai.djl.util.Float16Utils;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.alambic.core.tensor.EncodedTensor;
import io.alambic.core.tensor.MemoryFormat;
import io.alambic.core.tensor.Quantization;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.core.tensor.TensorType;
import io.alambic.v1.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;

/** Makes samples larger, and small again: their elements stay where they are, and what is added behind them holds one number. */
public final class Padding {

    private Padding() {}

    /**
     * Pads the samples of a tensor.
     *
     * @param sample shape of one sample, no dimension smaller than the tensor's
     * @param number what is added; 0 is 0 in a quantized tensor too
     * @return the tensor itself if its samples have that shape
     */
    public static EncodedTensor to(Shape sample, EncodedTensor tensor, double number) {
        if (tensor.sampleShape().equals(sample)) {
            return tensor;
        }
        Shape whole = new Shape(tensor.samples()).addAll(sample);
        MemoryFormat format = tensor.format();
        long[] from = format.stored(tensor.shape()).getShape();
        long[] to = format.stored(whole).getShape();
        int element = tensor.type().bytes();
        ByteBuffer padded = ByteBuffer.allocate(Math.toIntExact(Math.multiplyExact(whole.size(), element)))
                .order(ByteOrder.LITTLE_ENDIAN);
        copy(tensor.data().duplicate().order(ByteOrder.LITTLE_ENDIAN), from, padded, to, pattern(tensor, number));
        return new EncodedTensor(
                tensor.name(), tensor.type(), whole, padded.flip(), tensor.quantization(), tensor.format());
    }

    /**
     * Copies elements and fills the places behind them.
     *
     * @param from shape of the elements
     * @param to shape with padding; equal in the first dimension
     * @param pattern bytes of one element
     */
    public static void copy(ByteBuffer source, long[] from, ByteBuffer target, long[] to, byte[] pattern) {
        copy(source, from, target, to, pattern, 0);
    }

    private static void copy(ByteBuffer source, long[] from, ByteBuffer target, long[] to, byte[] pattern, int axis) {
        if (isEqualFrom(from, to, axis + 1)) {
            int bytes = Math.toIntExact(elements(from, axis) * pattern.length);
            target.put(source.slice(source.position(), bytes));
            source.position(source.position() + bytes);
        } else {
            for (long i = 0; i < from[axis]; i++) {
                copy(source, from, target, to, pattern, axis + 1);
            }
        }
        long missing = (to[axis] - from[axis]) * elements(to, axis + 1);
        for (long i = 0; i < missing; i++) {
            target.put(pattern);
        }
    }

    /**
     * Leaves out what was added behind samples.
     *
     * @param tensor of samples with the largest sizes
     * @param spec says which of its dimensions are open
     * @param sizes of the samples by letter
     * @return the tensor itself if its samples have those sizes
     */
    public static Tensor cut(Tensor tensor, TensorSpec spec, Map<String, Integer> sizes) {
        long[] from = tensor.getShapeList().stream().mapToLong(Long::longValue).toArray();
        Shape whole = new Shape(from[0]).addAll(Buckets.shape(spec, sizes::get));
        long[] to =
                MemoryFormat.of(whole, tensor.getChannelsLast()).stored(whole).getShape();
        if (Arrays.equals(from, to)) {
            return tensor;
        }
        int element = TensorType.of(tensor.getDataType()).bytes();
        ByteString data =
                UnsafeByteOperations.unsafeWrap(cut(tensor.getData().asReadOnlyByteBuffer(), from, to, element));
        return tensor.toBuilder()
                .clearShape()
                .addAllShape(Arrays.stream(to).boxed().toList())
                .setData(data)
                .build();
    }

    /**
     * Copies elements without what was added behind them.
     *
     * @param from shape of the elements with padding
     * @param to shape without; equal in the first dimension
     * @param element bytes of one
     */
    public static ByteBuffer cut(ByteBuffer source, long[] from, long[] to, int element) {
        ByteBuffer target = ByteBuffer.allocate(Math.toIntExact(Math.multiplyExact(elements(to, 0), element)))
                .order(ByteOrder.LITTLE_ENDIAN);
        cut(source, source.position(), from, to, element, target, 0);
        return target.flip();
    }

    private static void cut(
            ByteBuffer source, int start, long[] from, long[] to, int element, ByteBuffer target, int axis) {
        if (isEqualFrom(from, to, axis + 1)) {
            target.put(source.slice(start, Math.toIntExact(elements(to, axis) * element)));
            return;
        }
        int step = Math.toIntExact(elements(from, axis + 1) * element);
        for (int i = 0; i < to[axis]; i++) {
            cut(source, start + i * step, from, to, element, target, axis + 1);
        }
    }

    private static boolean isEqualFrom(long[] from, long[] to, int axis) {
        for (int i = axis; i < from.length; i++) {
            if (from[i] != to[i]) {
                return false;
            }
        }
        return true;
    }

    private static long elements(long[] shape, int from) {
        long elements = 1;
        for (int i = from; i < shape.length; i++) {
            elements *= shape[i];
        }
        return elements;
    }

    private static byte[] pattern(EncodedTensor tensor, double number) {
        Quantization quantization = tensor.quantization();
        double stored =
                quantization == null ? number : Math.rint(number / quantization.scale()) + quantization.zeroPoint();
        return pattern(tensor.type(), stored);
    }

    /** Returns the bytes of one element that holds a number, little-endian. */
    public static byte[] pattern(TensorType type, double number) {
        ByteBuffer element = ByteBuffer.allocate(type.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        switch (type) {
            case FP64 -> element.putDouble(number);
            case FP32 -> element.putFloat((float) number);
            case FP16 -> element.putShort(Float16Utils.floatToHalf((float) number));
            case INT64 -> element.putLong((long) number);
            case INT32 -> element.putInt((int) number);
            default -> element.put((byte) (int) number);
        }
        return element.array();
    }
}
