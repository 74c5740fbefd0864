package io.alambic.student.ingest;

import io.alambic.core.tensor.EncodedTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalInt;

/** Looks for NaN and infinity in encoded tensors, by their exponent bits: all ones in both cases. */
final class FiniteNumbers {

    private static final int FP32_EXPONENT = 0x7f80_0000;
    private static final int FP16_EXPONENT = 0x7c00;

    private FiniteNumbers() {}

    /** Index of the first element that is not finite; empty where all are. */
    static OptionalInt firstNotFinite(EncodedTensor tensor) {
        ByteBuffer data = tensor.data().duplicate().order(ByteOrder.LITTLE_ENDIAN);
        return switch (tensor.type()) {
            case FP32 -> firstFp32(data);
            case FP16 -> firstFp16(data);
            case BOOL, UINT8, INT8, INT32, INT64, FP64 -> OptionalInt.empty();
        };
    }

    private static OptionalInt firstFp32(ByteBuffer data) {
        int start = data.position();
        int elements = data.remaining() / Integer.BYTES;
        for (int i = 0; i < elements; i++) {
            if ((data.getInt(start + i * Integer.BYTES) & FP32_EXPONENT) == FP32_EXPONENT) {
                return OptionalInt.of(i);
            }
        }
        return OptionalInt.empty();
    }

    private static OptionalInt firstFp16(ByteBuffer data) {
        int start = data.position();
        int elements = data.remaining() / Short.BYTES;
        for (int i = 0; i < elements; i++) {
            if ((data.getShort(start + i * Short.BYTES) & FP16_EXPONENT) == FP16_EXPONENT) {
                return OptionalInt.of(i);
            }
        }
        return OptionalInt.empty();
    }
}
