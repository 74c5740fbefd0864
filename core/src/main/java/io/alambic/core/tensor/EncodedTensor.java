package io.alambic.core.tensor;

import ai.djl.ndarray.types.Shape;
import io.alambic.v1.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Objects;

/**
 * A checked tensor from the wire, not yet copied: the data is a view of its record.
 *
 * @param name name of the model input or output
 * @param type type of the elements
 * @param shape full shape: batch dimension first, at least 0, then dimensions of at least 1
 * @param data exactly {@code shape.size()} little-endian elements from position 0 to limit
 * @param quantization meaning of the elements; null if they are the values
 * @param format order in which the elements lie
 */
public record EncodedTensor(
        String name, TensorType type, Shape shape, ByteBuffer data, Quantization quantization, MemoryFormat format) {

    /** No model has so many; a record could declare millions. */
    private static final int MAX_DIMENSIONS = 32;

    public EncodedTensor {
        Objects.requireNonNull(type, "element type");
        if (name == null || name.isBlank()) {
            throw new InvalidTensorException("a tensor has no name");
        }
        if (shape.dimension() < 1) {
            throw new InvalidTensorException("tensor '%s' has no batch dimension".formatted(name));
        }
        requireDimensions(name, shape.getShape());
        long expected = byteSize(name, shape, type);
        if (expected != data.remaining()) {
            throw new InvalidTensorException("tensor '%s': %s of shape %s takes %d bytes, but %d came"
                    .formatted(name, type, shape, expected, data.remaining()));
        }
        if (quantization != null && type != TensorType.UINT8 && type != TensorType.INT8) {
            throw new InvalidTensorException(
                    "tensor '%s': only UINT8 and INT8 can be quantized, but it is %s".formatted(name, type));
        }
    }

    /** A tensor in row-major order. */
    public EncodedTensor(String name, TensorType type, Shape shape, ByteBuffer data, Quantization quantization) {
        this(name, type, shape, data, quantization, MemoryFormat.CONTIGUOUS);
    }

    /**
     * Checks a tensor from the wire. Nothing is allocated in proportion to what it declares.
     *
     * @throws InvalidTensorException if it contradicts itself
     */
    public static EncodedTensor of(Tensor tensor) {
        TensorType type;
        Quantization quantization;
        try {
            type = TensorType.of(tensor.getDataType());
            quantization = tensor.hasQuantization()
                    ? new Quantization(
                            tensor.getQuantization().getScale(),
                            tensor.getQuantization().getZeroPoint())
                    : null;
        } catch (InvalidTensorException e) {
            throw new InvalidTensorException("tensor '%s': %s".formatted(tensor.getName(), e.getMessage()));
        }
        if (tensor.getShapeCount() > MAX_DIMENSIONS) {
            throw new InvalidTensorException("tensor '%s': at most %d dimensions, but it has %d"
                    .formatted(tensor.getName(), MAX_DIMENSIONS, tensor.getShapeCount()));
        }
        long[] shape = new long[tensor.getShapeCount()];
        Arrays.setAll(shape, tensor::getShape);
        requireDimensions(tensor.getName(), shape);
        Shape stored = new Shape(shape);
        MemoryFormat format = MemoryFormat.of(stored, tensor.getChannelsLast());
        if (tensor.getChannelsLast() && format != MemoryFormat.CHANNELS_LAST) {
            throw new InvalidTensorException(
                    "tensor '%s': with channels last, expected shape [N, H, W, C], but it is %s"
                            .formatted(tensor.getName(), stored));
        }
        return new EncodedTensor(
                tensor.getName(),
                type,
                format.logical(stored),
                tensor.getData().asReadOnlyByteBuffer().slice().order(ByteOrder.LITTLE_ENDIAN),
                quantization,
                format);
    }

    /** Number of samples: the batch dimension. */
    public long samples() {
        return shape.get(0);
    }

    /** Shape of one sample. */
    public Shape sampleShape() {
        return shape.slice(1);
    }

    /** Returns a copy of some samples that does not refer to the record. */
    public EncodedTensor copyOf(BitSet rows) {
        int rowBytes = Math.toIntExact(rowBytes());
        ByteBuffer copy = ByteBuffer.allocate(Math.multiplyExact(rows.cardinality(), rowBytes))
                .order(ByteOrder.LITTLE_ENDIAN);
        rows.stream().forEach(row -> copy.put(data.slice(row * rowBytes, rowBytes)));
        return new EncodedTensor(
                name, type, new Shape(rows.cardinality()).addAll(sampleShape()), copy.flip(), quantization, format);
    }

    /** Bytes of one sample. */
    public long rowBytes() {
        return samples() == 0 ? 0 : data.remaining() / samples();
    }

    /**
     * Checks that this tensor holds n samples for a model input or output: the type of the specification or, for FP32, also FP16
     * and quantized UINT8 or INT8.
     *
     * @throws InvalidTensorException with expected and actual shape or type
     */
    public void requireSamples(TensorSpec spec, long n) {
        if (samples() != n || !spec.takes(shape.getShape(), 1)) {
            throw new InvalidTensorException(
                    "tensor '%s': expected shape %s, but it is %s".formatted(name, spec.batchText(n), shape));
        }
        boolean standsForFloats = type == TensorType.FP16 || quantization != null;
        boolean fits = spec.type() == TensorType.FP32
                ? type == TensorType.FP32 || standsForFloats
                : type == spec.type() && quantization == null;
        if (!fits) {
            throw new InvalidTensorException("tensor '%s': expected %s, but it is %s"
                    .formatted(
                            name,
                            spec.type() == TensorType.FP32 ? "FP32, FP16 or quantized UINT8 or INT8" : spec.type(),
                            quantization == null ? type + " without quantization" : "quantized " + type));
        }
    }

    /** Returns whether rows of both fit into one {@link RowBuffer}. */
    public boolean sameEncoding(EncodedTensor other) {
        return type == other.type
                && format == other.format
                && (quantization == null) == (other.quantization == null)
                && hasSamplesLike(other.shape.getShape());
    }

    /** Compares dimensions without creating shapes: this runs for every record. */
    private boolean hasSamplesLike(long[] dimensions) {
        long[] own = shape.getShape();
        return Arrays.equals(own, 1, own.length, dimensions, 1, dimensions.length);
    }

    private static void requireDimensions(String name, long[] shape) {
        for (int i = 0; i < shape.length; i++) {
            int lowest = i == 0 ? 0 : 1;
            if (shape[i] < lowest) {
                throw new InvalidTensorException("tensor '%s': dimension %d must be at least %d, but is %d"
                        .formatted(name, i, lowest, shape[i]));
            }
        }
    }

    private static long byteSize(String name, Shape shape, TensorType type) {
        try {
            long size = type.bytes();
            for (long dimension : shape.getShape()) {
                size = Math.multiplyExact(size, dimension);
            }
            return size;
        } catch (ArithmeticException e) {
            throw new InvalidTensorException("tensor '%s': shape %s is too large".formatted(name, shape));
        }
    }
}
