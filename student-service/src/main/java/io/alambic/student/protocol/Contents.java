package io.alambic.student.protocol;

import static io.alambic.student.protocol.Refused.invalid;

import io.alambic.core.tensor.TensorSpec;
import io.alambic.core.tensor.TensorType;
import io.alambic.inference.InferTensorContents;
import io.alambic.inference.ModelInferRequest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Converts the protocol's typed contents of a tensor to bytes, in the order of the buffer, and back. FP16 has no
 * typed contents and is sent as raw bytes only.
 */
public final class Contents {

    private static final int MAX_UINT8 = 255;

    private Contents() {}

    /** Returns whether a type has a field in the typed contents. */
    static boolean hasField(TensorType type) {
        return type != TensorType.FP16;
    }

    private static String field(TensorType type) {
        return switch (type) {
            case BOOL -> "bool_contents";
            case INT8, INT32 -> "int_contents";
            case INT64 -> "int64_contents";
            case UINT8 -> "uint_contents";
            case FP32 -> "fp32_contents";
            case FP64 -> "fp64_contents";
            case FP16 -> "raw_input_contents";
        };
    }

    private static int count(InferTensorContents contents, TensorType type) {
        return switch (type) {
            case BOOL -> contents.getBoolContentsCount();
            case INT8, INT32 -> contents.getIntContentsCount();
            case INT64 -> contents.getInt64ContentsCount();
            case UINT8 -> contents.getUintContentsCount();
            case FP32 -> contents.getFp32ContentsCount();
            case FP64 -> contents.getFp64ContentsCount();
            case FP16 -> 0;
        };
    }

    private static int countOfAll(InferTensorContents contents) {
        return contents.getBoolContentsCount()
                + contents.getIntContentsCount()
                + contents.getInt64ContentsCount()
                + contents.getUintContentsCount()
                + contents.getUint64ContentsCount()
                + contents.getFp32ContentsCount()
                + contents.getFp64ContentsCount()
                + contents.getBytesContentsCount();
    }

    /** Refuses contents unless they have exactly this number of elements, all in the field of the input's type. */
    static void check(InferTensorContents contents, TensorSpec spec, long elements, Object shape) {
        TensorType type = spec.type();
        if (!hasField(type)) {
            throw invalid("input '%s': %s is read from raw_input_contents only", spec.name(), type);
        }
        int count = count(contents, type);
        int others = countOfAll(contents) - count;
        if (others > 0) {
            throw invalid(
                    "input '%s': %s travels in %s, but another field has %d elements",
                    spec.name(), type, field(type), others);
        }
        if (count != elements) {
            throw invalid("input '%s': shape %s takes %d elements, but %d came", spec.name(), shape, elements, count);
        }
        for (int i = 0; i < count; i++) {
            checkElement(contents, spec, i);
        }
    }

    private static void checkElement(InferTensorContents contents, TensorSpec spec, int i) {
        switch (spec.type()) {
            case INT8 -> {
                if (contents.getIntContents(i) != (byte) contents.getIntContents(i)) {
                    throw outOfRange(spec, i, contents.getIntContents(i));
                }
            }
            case UINT8 -> {
                long value = Integer.toUnsignedLong(contents.getUintContents(i));
                if (value > MAX_UINT8) {
                    throw outOfRange(spec, i, value);
                }
            }
            case FP32 -> requireFinite(spec, i, Float.isFinite(contents.getFp32Contents(i)));
            case FP64 -> requireFinite(spec, i, Double.isFinite(contents.getFp64Contents(i)));
            default -> {}
        }
    }

    private static void requireFinite(TensorSpec spec, int element, boolean isFinite) {
        if (!isFinite) {
            throw Refused.notFinite(spec.name(), element);
        }
    }

    private static RuntimeException outOfRange(TensorSpec spec, int element, long value) {
        return invalid("input '%s': element %d is %d, which is no %s", spec.name(), element, value, spec.type());
    }

    /** Appends checked contents to a buffer. */
    public static void put(InferTensorContents contents, TensorType type, ByteBuffer to) {
        int count = count(contents, type);
        for (int i = 0; i < count; i++) {
            switch (type) {
                case BOOL -> to.put((byte) (contents.getBoolContents(i) ? 1 : 0));
                case INT8 -> to.put((byte) contents.getIntContents(i));
                case UINT8 -> to.put((byte) contents.getUintContents(i));
                case INT32 -> to.putInt(contents.getIntContents(i));
                case INT64 -> to.putLong(contents.getInt64Contents(i));
                case FP32 -> to.putFloat(contents.getFp32Contents(i));
                case FP64 -> to.putDouble(contents.getFp64Contents(i));
                case FP16 -> throw new IllegalArgumentException("FP16 has no typed contents");
            }
        }
    }

    /** Returns the little-endian elements of a checked input, however they came. */
    static ByteBuffer bytes(ModelInferRequest request, int place, TensorType type) {
        if (request.getRawInputContentsCount() > 0) {
            return request.getRawInputContents(place).asReadOnlyByteBuffer();
        }
        InferTensorContents contents = request.getInputs(place).getContents();
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(count(contents, type), type.bytes()))
                .order(ByteOrder.LITTLE_ENDIAN);
        put(contents, type, bytes);
        return bytes.flip();
    }

    /** Converts the remaining elements of a buffer. */
    static InferTensorContents of(ByteBuffer from, TensorType type) {
        InferTensorContents.Builder contents = InferTensorContents.newBuilder();
        while (from.hasRemaining()) {
            switch (type) {
                case BOOL -> contents.addBoolContents(from.get() != 0);
                case INT8 -> contents.addIntContents(from.get());
                case UINT8 -> contents.addUintContents(Byte.toUnsignedInt(from.get()));
                case INT32 -> contents.addIntContents(from.getInt());
                case INT64 -> contents.addInt64Contents(from.getLong());
                case FP32 -> contents.addFp32Contents(from.getFloat());
                case FP64 -> contents.addFp64Contents(from.getDouble());
                case FP16 -> throw new IllegalArgumentException("FP16 has no typed contents");
            }
        }
        return contents.build();
    }
}
