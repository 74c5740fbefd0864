package io.alambic.client;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A named tensor of N samples: raw little-endian elements in row-major order. Immutable; arrays are copied.
 *
 * @param name of the model's input or output
 * @param type of its elements
 * @param shape full shape, with the number of samples first
 * @param data exactly the bytes of the elements
 * @param quantization if present, maps the elements to real numbers
 */
public record NamedTensor(
        String name, ElementType type, List<Long> shape, ByteString data, Optional<Quantization> quantization) {

    /**
     * Maps integer elements to real numbers: {@code real = scale × (element − zeroPoint)}.
     *
     * @param scale finite and greater than 0
     */
    public record Quantization(float scale, int zeroPoint) {

        /** Maps pixels 0..255 to 0..1. */
        public static final Quantization PIXELS = new Quantization(1f / 255, 0);

        public Quantization {
            if (!(scale > 0) || Float.isInfinite(scale)) {
                throw new IllegalArgumentException("scale must be finite and greater than 0, but is " + scale);
            }
        }
    }

    public NamedTensor {
        if (name.isBlank()) {
            throw new IllegalArgumentException("a tensor needs the name of the model's input");
        }
        Objects.requireNonNull(type, "type");
        shape = List.copyOf(shape);
        if (shape.isEmpty() || shape.stream().anyMatch(size -> size < 1)) {
            throw new IllegalArgumentException(
                    "tensor '%s' needs a shape of dimensions from 1 up, the number of samples first, but has %s"
                            .formatted(name, shape));
        }
        long expected = product(name, shape);
        if (data.size() != expected * type.bytes()) {
            throw new IllegalArgumentException("tensor '%s' of type %s and shape %s needs %d bytes, but %d came"
                    .formatted(name, type, shape, expected * type.bytes(), data.size()));
        }
        if (quantization.isPresent() && type != ElementType.UINT8 && type != ElementType.INT8) {
            throw new IllegalArgumentException(
                    "tensor '%s' is quantized, which needs UINT8 or INT8, but is %s".formatted(name, type));
        }
    }

    private static long product(String name, List<Long> shape) {
        try {
            return shape.stream().reduce(1L, Math::multiplyExact);
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("tensor '%s' of shape %s is too large".formatted(name, shape), e);
        }
    }

    /** Creates a tensor of FP32 elements. */
    public static NamedTensor of(String name, float[] elements, long... shape) {
        requireElements(name, elements.length, shape);
        ByteBuffer bytes = buffer(elements.length, Float.BYTES);
        bytes.asFloatBuffer().put(elements);
        return of(name, ElementType.FP32, bytes, shape);
    }

    /** Creates a tensor of FP64 elements. */
    public static NamedTensor of(String name, double[] elements, long... shape) {
        requireElements(name, elements.length, shape);
        ByteBuffer bytes = buffer(elements.length, Double.BYTES);
        bytes.asDoubleBuffer().put(elements);
        return of(name, ElementType.FP64, bytes, shape);
    }

    /** Creates a tensor of INT32 elements. */
    public static NamedTensor of(String name, int[] elements, long... shape) {
        requireElements(name, elements.length, shape);
        ByteBuffer bytes = buffer(elements.length, Integer.BYTES);
        bytes.asIntBuffer().put(elements);
        return of(name, ElementType.INT32, bytes, shape);
    }

    /** Creates a tensor of INT64 elements. */
    public static NamedTensor of(String name, long[] elements, long... shape) {
        requireElements(name, elements.length, shape);
        ByteBuffer bytes = buffer(elements.length, Long.BYTES);
        bytes.asLongBuffer().put(elements);
        return of(name, ElementType.INT64, bytes, shape);
    }

    /** Creates a tensor of UINT8 elements, such as pixels. */
    public static NamedTensor of(String name, byte[] elements, long... shape) {
        requireElements(name, elements.length, shape);
        return of(name, ElementType.UINT8, ByteBuffer.wrap(elements), shape);
    }

    /**
     * Creates a tensor from its raw bytes.
     *
     * @param bytes little-endian elements, copied from the position to the limit; both stay unchanged
     */
    public static NamedTensor of(String name, ElementType type, ByteBuffer bytes, long... shape) {
        return new NamedTensor(
                name,
                type,
                Arrays.stream(shape).boxed().toList(),
                ByteString.copyFrom(bytes.duplicate()),
                Optional.empty());
    }

    private static ByteBuffer buffer(int elements, int width) {
        return ByteBuffer.allocate(Math.multiplyExact(elements, width)).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void requireElements(String name, long elements, long... shape) {
        long expected = product(name, Arrays.stream(shape).boxed().toList());
        if (elements != expected) {
            throw new IllegalArgumentException("tensor '%s' of shape %s needs %d elements, but %d came"
                    .formatted(name, Arrays.toString(shape), expected, elements));
        }
    }

    /** Returns a tensor with the same bytes and this quantization. */
    public NamedTensor quantized(Quantization how) {
        return new NamedTensor(name, type, shape, data, Optional.of(how));
    }

    /** Returns the number of samples: the first dimension. */
    public long samples() {
        return shape.get(0);
    }

    /** Returns the shape of one sample. */
    public List<Long> sampleShape() {
        return shape.subList(1, shape.size());
    }

    /** Returns the real numbers of a quantized tensor as FP32; returns any other tensor unchanged. */
    public NamedTensor dequantized() {
        if (quantization.isEmpty()) {
            return this;
        }
        Quantization how = quantization.get();
        ByteBuffer reals = buffer(data.size(), Float.BYTES);
        for (int i = 0; i < data.size(); i++) {
            int element = type == ElementType.UINT8 ? Byte.toUnsignedInt(data.byteAt(i)) : data.byteAt(i);
            reals.putFloat(how.scale() * (element - how.zeroPoint()));
        }
        return new NamedTensor(name, ElementType.FP32, shape, ByteString.copyFrom(reals.flip()), Optional.empty());
    }

    /**
     * Returns the elements, sample after sample.
     *
     * @throws IllegalStateException if the elements are not of type FP32
     */
    public float[] floats() {
        if (type != ElementType.FP32) {
            throw new IllegalStateException("tensor '%s' holds %s, not FP32; read its bytes".formatted(name, type));
        }
        float[] elements = new float[data.size() / Float.BYTES];
        data.asReadOnlyByteBuffer()
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(elements);
        return elements;
    }

    /**
     * Returns one row of elements for each sample.
     *
     * @throws IllegalStateException if the elements are not of type FP32
     */
    public float[][] rows() {
        float[] all = floats();
        int width = all.length / Math.toIntExact(samples());
        float[][] rows = new float[Math.toIntExact(samples())][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = Arrays.copyOfRange(all, i * width, (i + 1) * width);
        }
        return rows;
    }
}
