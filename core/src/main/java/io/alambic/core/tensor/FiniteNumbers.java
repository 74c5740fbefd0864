package io.alambic.core.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.OptionalInt;

/**
 * Looks for NaN, infinity and numbers that are too large in encoded tensors, by comparing their bits without the sign. Every
 * number of every record passes here, so eight bytes are looked at in one step, in an array: the JVM's first compiler makes a
 * call of each look into a buffer.
 */
public final class FiniteNumbers {

    /**
     * Smallest magnitude that is too large to be learned from: a training step squares and adds numbers, and FP32 ends at
     * 2^128.
     */
    public static final double TOO_LARGE_TO_LEARN = 0x1p50;

    private static final int WORD = Long.BYTES;
    private static final int BLOCK = 512;

    private FiniteNumbers() {}

    /** Index of the first element that is not finite; empty if all are. */
    public static OptionalInt firstNotFinite(EncodedTensor tensor) {
        return firstNotFinite(tensor.type(), tensor.data());
    }

    /** The same of little-endian elements from the buffer's position to its limit. */
    public static OptionalInt firstNotFinite(TensorType type, ByteBuffer elementBytes) {
        return first(type, elementBytes, Double.POSITIVE_INFINITY);
    }

    /**
     * Returns the samples of a tensor with a number that is not finite, or {@link #TOO_LARGE_TO_LEARN}; all of a tensor whose
     * quantization has such numbers.
     */
    public static BitSet samplesNotLearnable(EncodedTensor tensor) {
        BitSet samples = new BitSet();
        if (tensor.quantization() != null && tensor.quantization().largest() >= TOO_LARGE_TO_LEARN) {
            samples.set(0, Math.toIntExact(tensor.samples()));
            return samples;
        }
        OptionalInt first = first(tensor.type(), tensor.data(), TOO_LARGE_TO_LEARN);
        if (first.isPresent()) {
            int rowBytes = Math.toIntExact(tensor.rowBytes());
            int rows = Math.toIntExact(tensor.samples());
            for (int row = first.getAsInt() * tensor.type().bytes() / rowBytes; row < rows; row++) {
                ByteBuffer sample =
                        tensor.data().slice(row * rowBytes, rowBytes).order(ByteOrder.LITTLE_ENDIAN);
                samples.set(
                        row,
                        in(sample, 0, tensor.type(), bits(tensor.type(), TOO_LARGE_TO_LEARN))
                                .isPresent());
            }
        }
        return samples;
    }

    private static OptionalInt first(TensorType type, ByteBuffer elementBytes, double tooLarge) {
        ByteBuffer data = elementBytes.slice().order(ByteOrder.LITTLE_ENDIAN);
        return switch (type) {
            case FP16 -> first(data, type, bits(type, tooLarge), 0x0001_0001_0001_0001L);
            case FP32 -> first(data, type, bits(type, tooLarge), 0x0000_0001_0000_0001L);
            case FP64 -> first(data, type, bits(type, tooLarge), 1);
            case BOOL, UINT8, INT8, INT32, INT64 -> OptionalInt.empty();
        };
    }

    /** Returns the bits of the smallest number that is found; that of FP16, which ends at 65,504, is infinity. */
    private static long bits(TensorType type, double tooLarge) {
        return switch (type) {
            case FP16 -> 0x7c00L;
            case FP32 -> Float.floatToRawIntBits((float) tooLarge);
            case FP64 -> Double.doubleToRawLongBits(tooLarge);
            case BOOL, UINT8, INT8, INT32, INT64 -> throw new IllegalArgumentException(type + " has no exponent");
        };
    }

    /**
     * Without its sign, a number that is at least the limit, plus the distance from the limit to the sign's place, carries
     * into that place, and never farther. A block is looked at as a whole, zeros behind the last word; only one with such a
     * number is looked at number by number.
     *
     * @param limit bits of the smallest number that is found
     * @param lanes the lowest bit of each element in a word
     */
    private static OptionalInt first(ByteBuffer data, TensorType type, long limit, long lanes) {
        LongBuffer words = data.asLongBuffer();
        long sign = 1L << (Byte.SIZE * type.bytes() - 1);
        long signs = lanes * sign;
        long distances = lanes * (sign - limit);
        long[] block = new long[BLOCK];
        while (words.hasRemaining()) {
            int from = words.position();
            int count = Math.min(BLOCK, words.remaining());
            words.get(block, 0, count);
            Arrays.fill(block, count, BLOCK, 0);
            long carried = 0;
            for (int i = 0; i < BLOCK; i += 4) {
                carried |= ((block[i] & ~signs) + distances)
                        | ((block[i + 1] & ~signs) + distances)
                        | ((block[i + 2] & ~signs) + distances)
                        | ((block[i + 3] & ~signs) + distances);
            }
            if ((carried & signs) != 0) {
                return in(data, from * WORD, type, limit);
            }
        }
        return in(data, words.limit() * WORD, type, limit);
    }

    private static OptionalInt in(ByteBuffer data, int from, TensorType type, long limit) {
        int width = type.bytes();
        for (int at = from; at + width <= data.limit(); at += width) {
            long magnitude =
                    switch (width) {
                        case Short.BYTES -> data.getShort(at) & 0x7fffL;
                        case Integer.BYTES -> data.getInt(at) & 0x7fff_ffffL;
                        default -> data.getLong(at) & Long.MAX_VALUE;
                    };
            if (magnitude >= limit) {
                return OptionalInt.of(at / width);
            }
        }
        return OptionalInt.empty();
    }
}
