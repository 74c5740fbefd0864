package io.alambic.models.remote;

import ai.djl.util.Float16Utils;
import io.alambic.core.tensor.TensorType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Makes raw bytes, little-endian, of numbers. */
final class RawNumbers {

    /** Whole numbers above are not all exact as doubles. */
    private static final double LARGEST_EXACT = 1L << 53;

    private RawNumbers() {}

    /**
     * Returns the numbers as elements of a type.
     *
     * @param tensor its name, for messages
     * @throws IllegalArgumentException if the type of whole numbers cannot hold one exactly
     */
    static byte[] of(String tensor, TensorType type, double[] numbers) {
        ByteBuffer raw = ByteBuffer.allocate(Math.multiplyExact(numbers.length, type.bytes()))
                .order(ByteOrder.LITTLE_ENDIAN);
        for (double number : numbers) {
            switch (type) {
                case BOOL -> raw.put((byte) whole(tensor, type, number, 0, 1));
                case UINT8 -> raw.put((byte) whole(tensor, type, number, 0, 255));
                case INT8 -> raw.put((byte) whole(tensor, type, number, Byte.MIN_VALUE, Byte.MAX_VALUE));
                case INT32 -> raw.putInt((int) whole(tensor, type, number, Integer.MIN_VALUE, Integer.MAX_VALUE));
                case INT64 -> raw.putLong(whole(tensor, type, number, -LARGEST_EXACT, LARGEST_EXACT));
                case FP16 -> raw.putShort(Float16Utils.floatToHalf((float) number));
                case FP32 -> raw.putFloat((float) number);
                case FP64 -> raw.putDouble(number);
            }
        }
        return raw.array();
    }

    private static long whole(String tensor, TensorType type, double number, double least, double most) {
        if (!(number >= least && number <= most) || number != Math.rint(number)) {
            throw new IllegalArgumentException(
                    "output '%s': expected whole numbers from %.0f to %.0f for %s, but got %s"
                            .formatted(tensor, least, most, type, number));
        }
        return (long) number;
    }
}
