package io.alambic.core.tensor;

import java.nio.ByteBuffer;

/** Finds the largest element of a sample without native memory. */
public final class LargestElement {

    private static final int HALF_SIGN = 0x8000;
    private static final int HALF_BITS = 0xffff;

    private LargestElement() {}

    /** Returns the index of the largest element of a sample, the first of equal ones; NaN is never larger. */
    public static int of(EncodedTensor tensor, int sample) {
        int elements = Math.toIntExact(tensor.sampleShape().size());
        int at = sample * elements;
        int largest = 0;
        for (int i = 1; i < elements; i++) {
            if (value(tensor, at + i) > value(tensor, at + largest)) {
                largest = i;
            }
        }
        return largest;
    }

    /** A number in the order of the elements, which for half precision and quantized ones is not their value. */
    private static double value(EncodedTensor tensor, int element) {
        ByteBuffer data = tensor.data();
        return switch (tensor.type()) {
            case FP64 -> data.getDouble(element * Double.BYTES);
            case FP32 -> data.getFloat(element * Float.BYTES);
            case FP16 -> ordered(data.getShort(element * Short.BYTES) & HALF_BITS);
            case INT64 -> data.getLong(element * Long.BYTES);
            case INT32 -> data.getInt(element * Integer.BYTES);
            case INT8 -> data.get(element);
            case BOOL, UINT8 -> Byte.toUnsignedInt(data.get(element));
        };
    }

    private static int ordered(int half) {
        return (half & HALF_SIGN) == 0 ? half : HALF_SIGN - half;
    }
}
