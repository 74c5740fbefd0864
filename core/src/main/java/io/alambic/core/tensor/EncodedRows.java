package io.alambic.core.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.google.protobuf.ByteString;
import io.alambic.v1.Tensor;
import java.util.BitSet;

/**
 * An encoded batch of answers, read by rows: one record's samples at a time. Owns its bytes; the source array can be closed.
 * Immutable.
 */
public final class EncodedRows {

    private static final int INT8_LOWEST = -128;

    /** One less than fits: the zero point is a whole number, so the range may begin anywhere within a step. */
    private static final int INT8_STEPS = 254;

    private final TensorType type;
    private final Shape sampleShape;
    private final ByteString data;
    private final Quantization quantization;
    private final MemoryFormat format;
    private final BitSet unusable;

    private EncodedRows(
            NDArray array, TensorType type, Quantization quantization, MemoryFormat format, BitSet unusable) {
        this.type = type;
        this.sampleShape = array.getShape().slice(1);
        this.data = ByteString.copyFrom(array.toByteBuffer(true));
        this.quantization = quantization;
        this.format = format;
        this.unusable = unusable;
    }

    /** Encodes a batch in row-major order. */
    public static EncodedRows encode(NDArray batch, Encoding encoding) {
        return encode(batch, encoding, false);
    }

    /**
     * Encodes a batch. Rows with a number that cannot be encoded are {@link #unusable} and set to 0, so that they do not affect the scale of
     * others. Intermediate arrays are closed before it returns.
     *
     * @param batch FP32, shape [N, ...]
     * @param channelsLast whether images are, and stay, in channels-last order
     */
    public static EncodedRows encode(NDArray batch, Encoding encoding, boolean channelsLast) {
        MemoryFormat format = MemoryFormat.of(batch.getShape(), channelsLast);
        if (format == MemoryFormat.CONTIGUOUS) {
            return encode(batch, encoding, format);
        }
        try (NDArray stored = format.stored(batch)) {
            return encode(stored, encoding, format);
        }
    }

    /**
     * Encodes logits as FP32. Negative infinity is a class that is impossible, and is kept. A row is {@link #unusable} if it
     * holds NaN or positive infinity, or if no class is possible anywhere.
     *
     * @param batch FP32, shape [N, C], or [N, ...] as the task has it
     */
    public static EncodedRows encodeLogits(NDArray batch) {
        BitSet unusable = new BitSet();
        float[] largest = largestOfRows(batch);
        for (int row = 0; row < largest.length; row++) {
            unusable.set(row, !Float.isFinite(largest[row]));
        }
        return new EncodedRows(batch, TensorType.FP32, null, MemoryFormat.CONTIGUOUS, unusable);
    }

    private static float[] largestOfRows(NDArray batch) {
        if (batch.getShape().dimension() == 2) {
            try (NDArray largest = batch.max(new int[] {1})) {
                return largest.toFloatArray();
            }
        }
        try (NDArray flat = batch.reshape(batch.getShape().get(0), -1)) {
            return largestOfRows(flat);
        }
    }

    private static EncodedRows encode(NDArray stored, Encoding encoding, MemoryFormat format) {
        Range range = Range.of(stored);
        if (range.isWithin(encoding.largest())) {
            return encode(stored, range, encoding, format, new BitSet());
        }
        BitSet unusable = rowsBeyond(encoding.largest(), stored);
        try (NDArray usable = stored.duplicate()) {
            unusable.stream().forEach(row -> usable.set(new NDIndex(row), 0));
            return encode(usable, Range.of(usable), encoding, format, unusable);
        }
    }

    private static BitSet rowsBeyond(float largest, NDArray batch) {
        BitSet rows = new BitSet();
        try (NDArray magnitudes = batch.abs()) {
            float[] perRow = largestOfRows(magnitudes);
            for (int row = 0; row < perRow.length; row++) {
                rows.set(row, !(perRow[row] <= largest));
            }
        }
        return rows;
    }

    private static EncodedRows encode(
            NDArray batch, Range range, Encoding encoding, MemoryFormat format, BitSet unusable) {
        return switch (encoding) {
            case FP32 -> new EncodedRows(batch, TensorType.FP32, null, format, unusable);
            case FP16 -> {
                try (NDArray half = batch.toType(DataType.FLOAT16, true)) {
                    yield new EncodedRows(half, TensorType.FP16, null, format, unusable);
                }
            }
            case INT8 -> {
                Quantization quantization = range.quantization();
                try (NDArray elements = batch.mul(1 / quantization.scale())) {
                    elements.addi(quantization.zeroPoint());
                    try (NDArray rounded = elements.round();
                            NDArray bytes = rounded.toType(DataType.INT8, true)) {
                        yield new EncodedRows(bytes, TensorType.INT8, quantization, format, unusable);
                    }
                }
            }
        };
    }

    /** Lowest and highest of all numbers of a batch and of 0; NaN if one of them is. */
    private record Range(float lowest, float highest) {

        private static Range of(NDArray batch) {
            try (NDArray lowest = batch.min();
                    NDArray highest = batch.max()) {
                return new Range(Math.min(0, lowest.getFloat()), Math.max(0, highest.getFloat()));
            }
        }

        private boolean isWithin(float magnitude) {
            return lowest >= -magnitude && highest <= magnitude;
        }

        private Quantization quantization() {
            float scale = Math.max((highest - lowest) / INT8_STEPS, Float.MIN_NORMAL);
            return new Quantization(scale, INT8_LOWEST + (int) Math.ceil(-lowest / scale));
        }
    }

    /** Returns the number of elements of one row. */
    public long elementsPerRow() {
        return sampleShape.size();
    }

    /** Rows that hold a number that is not finite, or is too large for the encoding. */
    public BitSet unusable() {
        return (BitSet) unusable.clone();
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
