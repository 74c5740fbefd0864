package io.alambic.core.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.google.protobuf.ByteString;
import io.alambic.v1.Tensor;
import java.nio.ByteBuffer;

/**
 * A batch that the teacher answered, encoded once and handed out by rows: one record's samples at a
 * time. Owns a copy of its bytes; the array it came from can be closed. Immutable.
 */
public final class EncodedRows {

    private static final int INT8_STEPS = 255;
    private static final int INT8_LOWEST = -128;

    private final ElementType type;
    private final Shape sampleShape;
    private final ByteString data;
    private final Quantization quantization;
    private final MemoryFormat format;

    private EncodedRows(
            ElementType type, Shape sampleShape, ByteString data, Quantization quantization, MemoryFormat format) {
        this.type = type;
        this.sampleShape = sampleShape;
        this.data = data;
        this.quantization = quantization;
        this.format = format;
    }

    /** Encodes a batch in row-major order. */
    public static EncodedRows encode(NDArray batch, Encoding encoding) {
        return encode(batch, encoding, MemoryFormat.CONTIGUOUS);
    }

    /**
     * Encodes a batch. Intermediate arrays are closed before it returns.
     *
     * @param stored FP32, shape [N, ...], dimensions in the order in which they lie ({@link MemoryFormat#stored})
     * @param format of the batch
     */
    public static EncodedRows encode(NDArray stored, Encoding encoding, MemoryFormat format) {
        return switch (encoding) {
            case FP32 -> copy(stored, ElementType.FP32, null, format);
            case FP16 -> {
                try (NDArray half = stored.toType(DataType.FLOAT16, true)) {
                    yield copy(half, ElementType.FP16, null, format);
                }
            }
            case INT8 -> int8(stored, format);
        };
    }

    private static EncodedRows int8(NDArray batch, MemoryFormat format) {
        try (NDArray lowest = batch.min();
                NDArray highest = batch.max()) {
            float low = Math.min(0, lowest.getFloat());
            float high = Math.max(0, highest.getFloat());
            float scale = Math.max((high - low) / INT8_STEPS, Float.MIN_NORMAL);
            int zeroPoint = INT8_LOWEST - Math.round(low / scale);
            try (NDArray scaled = batch.div(scale)) {
                scaled.addi(zeroPoint);
                try (NDArray rounded = scaled.round();
                        NDArray clipped = rounded.clip(INT8_LOWEST, INT8_LOWEST + INT8_STEPS);
                        NDArray bytes = clipped.toType(DataType.INT8, true)) {
                    return copy(bytes, ElementType.INT8, new Quantization(scale, zeroPoint), format);
                }
            }
        }
    }

    private static EncodedRows copy(NDArray array, ElementType type, Quantization quantization, MemoryFormat format) {
        ByteBuffer elements = array.toByteBuffer(true);
        return new EncodedRows(type, array.getShape().slice(1), ByteString.copyFrom(elements), quantization, format);
    }

    /**
     * Rows of the batch as a tensor for the wire; shares memory with this object.
     *
     * @param from first row, counted from 0
     * @param count number of rows
     */
    public Tensor rows(String name, int from, int count) {
        int rowBytes = Math.toIntExact(sampleShape.size() * type.bytes());
        Tensor.Builder tensor = Tensor.newBuilder()
                .setName(name)
                .setDataType(type.wire())
                .setChannelsLast(format == MemoryFormat.CHANNELS_LAST)
                .addShape(count)
                .setData(data.substring(from * rowBytes, (from + count) * rowBytes));
        for (long dimension : sampleShape.getShape()) {
            tensor.addShape(dimension);
        }
        if (quantization != null) {
            tensor.setQuantization(io.alambic.v1.Quantization.newBuilder()
                    .setScale(quantization.scale())
                    .setZeroPoint(quantization.zeroPoint()));
        }
        return tensor.build();
    }
}
