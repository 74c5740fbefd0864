package io.alambic.core.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Tells the samples of a logits tensor apart. A logit of negative infinity, or one near it such as the lowest FP32
 * number that models mask with, rules its class out; NaN and positive infinity say nothing.
 *
 * @param reasons why samples are unusable: those with NaN, or a logit near or at positive infinity, and those that rule out every
 *     class, be it at one of their places only
 * @param masked the other samples that rule out a class
 */
public record LogitSamples(Map<Integer, String> reasons, BitSet masked) {

    private static final int FP16_EXPONENT = 0x7c00;
    private static final int FP16_LOWEST = 0xfc00;
    private static final int FP16_BITS = 0xffff;

    /**
     * Looks through logits.
     *
     * @param logits FP32, FP16 or quantized, [N, ...]
     * @param classAxis axis of a sample that holds the classes of each place; empty if a sample is one place
     */
    public static LogitSamples of(EncodedTensor logits, OptionalInt classAxis) {
        Map<Integer, String> reasons = new TreeMap<>();
        BitSet masked = new BitSet();
        BitSet extreme = FiniteNumbers.samplesNotLearnable(logits);
        for (int row = extreme.nextSetBit(0); row >= 0; row = extreme.nextSetBit(row + 1)) {
            String reason = reason(logits, row, classAxis);
            if (reason.isEmpty()) {
                masked.set(row);
            } else {
                reasons.put(row, "tensor '%s': sample %d %s".formatted(logits.name(), row, reason));
            }
        }
        return new LogitSamples(reasons, masked);
    }

    /** Returns the unusable samples. */
    public BitSet unusable() {
        BitSet unusable = new BitSet();
        reasons.keySet().forEach(unusable::set);
        return unusable;
    }

    /** Returns why a sample is unusable; empty if each of its places has a possible class. */
    private static String reason(EncodedTensor logits, int row, OptionalInt classAxis) {
        long[] shape = logits.sampleShape().getShape();
        int behind = classAxis.isEmpty() ? 1 : product(shape, classAxis.getAsInt() + 1, shape.length);
        int classes = Math.toIntExact(classAxis.isEmpty() ? logits.sampleShape().size() : shape[classAxis.getAsInt()]);
        int rowBytes = Math.toIntExact(logits.rowBytes());
        ByteBuffer sample = logits.data().slice(row * rowBytes, rowBytes).order(ByteOrder.LITTLE_ENDIAN);
        BitSet possible = new BitSet();
        int elements = rowBytes / logits.type().bytes();
        for (int i = 0; i < elements; i++) {
            float logit = next(sample, logits.type());
            if (Float.isNaN(logit) || logit >= FiniteNumbers.TOO_LARGE_TO_LEARN) {
                return "has a number that is not finite, or 2^50 and more";
            }
            if (logit > -FiniteNumbers.TOO_LARGE_TO_LEARN) {
                possible.set(i / (classes * behind) * behind + i % behind);
            }
        }
        int first = possible.nextClearBit(0);
        if (first == elements / classes) {
            return "";
        }
        return classAxis.isEmpty()
                ? "rules out every class, but one must be possible"
                : "rules out every class at place %s, but one must be possible"
                        .formatted(place(first, shape, classAxis.getAsInt()));
    }

    private static int product(long[] shape, int from, int to) {
        return Math.toIntExact(Arrays.stream(shape, from, to).reduce(1, Math::multiplyExact));
    }

    /** Returns a place by its index on each axis but that of the classes. */
    private static String place(int number, long[] shape, int classAxis) {
        long[] sizes = IntStream.range(0, shape.length)
                .filter(axis -> axis != classAxis)
                .mapToLong(axis -> shape[axis])
                .toArray();
        long[] place = new long[sizes.length];
        long rest = number;
        for (int axis = sizes.length - 1; axis >= 0; axis--) {
            place[axis] = rest % sizes[axis];
            rest /= sizes[axis];
        }
        return Arrays.toString(place);
    }

    /** A number whose quantization is too large says nothing. */
    private static float next(ByteBuffer sample, TensorType type) {
        return switch (type) {
            case FP32 -> sample.getFloat();
            case FP16 -> fromHalf(sample.getShort());
            default -> Float.NaN;
        };
    }

    /** Returns 0 for any finite number. */
    private static float fromHalf(short half) {
        int bits = half & FP16_BITS;
        if ((bits & FP16_EXPONENT) != FP16_EXPONENT) {
            return 0;
        }
        return bits == FP16_LOWEST ? Float.NEGATIVE_INFINITY : Float.NaN;
    }
}
