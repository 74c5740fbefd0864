package io.alambic.core.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalInt;

/** Looks for NaN and infinity in encoded tensors, by their exponent bits: all ones in both cases. */
public final class FiniteNumbers {

    private static final int FP32_EXPONENT = 0x7f80_0000;
    private static final int FP16_EXPONENT = 0x7c00;
    private static final long FP64_EXPONENT = 0x7ff0_0000_0000_0000L;

    private FiniteNumbers() {}

    /** Index of the first element that is not finite; empty where all are. */
    public static OptionalInt firstNotFinite(EncodedTensor tensor) {
        return firstNotFinite(tensor.type(), tensor.data());
    }

    /** The same of little-endian elements from the buffer's position to its limit. */
    public static OptionalInt firstNotFinite(ElementType type, ByteBuffer elementBytes) {
        ByteBuffer data = elementBytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        int start = data.position();
        int width = type.bytes();
        int elements = data.remaining() / width;
        for (int i = 0; i < elements; i++) {
            int at = start + i * width;
            boolean finite =
                    switch (type) {
                        case FP16 -> (data.getShort(at) & FP16_EXPONENT) != FP16_EXPONENT;
                        case FP32 -> (data.getInt(at) & FP32_EXPONENT) != FP32_EXPONENT;
                        case FP64 -> (data.getLong(at) & FP64_EXPONENT) != FP64_EXPONENT;
                        case BOOL, UINT8, INT8, INT32, INT64 -> true;
                    };
            if (!finite) {
                return OptionalInt.of(i);
            }
        }
        return OptionalInt.empty();
    }
}
