package io.alambic.core.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.OptionalInt;

/**
 * Looks for NaN and infinity in encoded tensors, by their exponent bits: all ones in both cases. Every number of every
 * record passes here, so eight bytes are looked at in one step, in an array: the JVM's first compiler makes a call of each
 * look into a buffer.
 */
public final class FiniteNumbers {

    private static final int WORD = Long.BYTES;
    private static final int BLOCK = 512;

    private FiniteNumbers() {}

    /** Index of the first element that is not finite; empty if all are. */
    public static OptionalInt firstNotFinite(EncodedTensor tensor) {
        return firstNotFinite(tensor.type(), tensor.data());
    }

    /** Returns the samples of a tensor with a number that is not finite. */
    public static BitSet samplesNotFinite(EncodedTensor tensor) {
        BitSet samples = new BitSet();
        OptionalInt first = firstNotFinite(tensor);
        if (first.isPresent()) {
            int rowBytes = Math.toIntExact(tensor.rowBytes());
            int rows = Math.toIntExact(tensor.samples());
            for (int row = first.getAsInt() * tensor.type().bytes() / rowBytes; row < rows; row++) {
                ByteBuffer sample =
                        tensor.data().slice(row * rowBytes, rowBytes).order(ByteOrder.LITTLE_ENDIAN);
                samples.set(row, anyNotFinite(sample, tensor.type()));
            }
        }
        return samples;
    }

    private static boolean anyNotFinite(ByteBuffer sample, TensorType type) {
        return in(sample, 0, type, exponents(type)).isPresent();
    }

    private static long exponents(TensorType type) {
        return switch (type) {
            case FP16 -> 0x7c00_7c00_7c00_7c00L;
            case FP32 -> 0x7f80_0000_7f80_0000L;
            case FP64 -> 0x7ff0_0000_0000_0000L;
            case BOOL, UINT8, INT8, INT32, INT64 -> throw new IllegalArgumentException(type + " has no exponent");
        };
    }

    /** The same of little-endian elements from the buffer's position to its limit. */
    public static OptionalInt firstNotFinite(TensorType type, ByteBuffer elementBytes) {
        ByteBuffer data = elementBytes.slice().order(ByteOrder.LITTLE_ENDIAN);
        return switch (type) {
            case FP16 -> first(data, type, exponents(type), 0x8000_8000_8000_8000L);
            case FP32 -> first(data, type, exponents(type), 0x8000_0000_8000_0000L);
            case FP64 -> first(data, type, exponents(type), 0x8000_0000_0000_0000L);
            case BOOL, UINT8, INT8, INT32, INT64 -> OptionalInt.empty();
        };
    }

    /**
     * An exponent that lacks a bit, inverted, is not 0; added to a full one it carries into the place of its element's sign,
     * and never farther. A block is looked at as a whole, zeros behind the last word; only one that is not all finite is
     * looked at number by number.
     *
     * @param exponents bits of the exponents of the elements in a word
     * @param signs bits of their signs
     */
    private static OptionalInt first(ByteBuffer data, TensorType type, long exponents, long signs) {
        LongBuffer words = data.asLongBuffer();
        long[] block = new long[BLOCK];
        while (words.hasRemaining()) {
            int from = words.position();
            int count = Math.min(BLOCK, words.remaining());
            words.get(block, 0, count);
            Arrays.fill(block, count, BLOCK, 0);
            long carried = signs;
            for (int i = 0; i < BLOCK; i += 4) {
                carried &= carries(block[i], exponents)
                        & carries(block[i + 1], exponents)
                        & carries(block[i + 2], exponents)
                        & carries(block[i + 3], exponents);
            }
            if (carried != signs) {
                return in(data, from * WORD, type, exponents);
            }
        }
        return in(data, words.limit() * WORD, type, exponents);
    }

    private static long carries(long word, long exponents) {
        return (~word & exponents) + exponents;
    }

    private static OptionalInt in(ByteBuffer data, int from, TensorType type, long exponents) {
        int width = type.bytes();
        for (int at = from; at + width <= data.limit(); at += width) {
            long bits =
                    switch (width) {
                        case Short.BYTES -> data.getShort(at) & 0xffffL;
                        case Integer.BYTES -> data.getInt(at) & 0xffff_ffffL;
                        default -> data.getLong(at);
                    };
            long exponent = exponents >>> (Long.SIZE - Byte.SIZE * width);
            if ((bits & exponent) == exponent) {
                return OptionalInt.of(at / width);
            }
        }
        return OptionalInt.empty();
    }
}
