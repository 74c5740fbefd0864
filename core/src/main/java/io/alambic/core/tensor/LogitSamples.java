package io.alambic.core.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
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
        if (!extreme.isEmpty()) {
            Places places = Places.of(logits, classAxis);
            extreme.stream().forEach(row -> {
                String reason = places.reason(logits, row);
                if (reason.isEmpty()) {
                    masked.set(row);
                } else {
                    reasons.put(row, "tensor '%s': sample %d %s".formatted(logits.name(), row, reason));
                }
            });
        }
        return new LogitSamples(reasons, masked);
    }

    /** Returns the unusable samples. */
    public BitSet unusable() {
        BitSet unusable = new BitSet();
        reasons.keySet().forEach(unusable::set);
        return unusable;
    }

    /**
     * The places of a sample.
     *
     * @param sizes of the axes, without that of the classes
     * @param classes of each place
     * @param behind elements from one class of a place to the next
     * @param count of the places
     */
    private record Places(List<Long> sizes, int classes, int behind, int count) {

        static Places of(EncodedTensor logits, OptionalInt classAxis) {
            long[] shape = logits.sampleShape().getShape();
            int elements = product(shape, 0);
            if (classAxis.isEmpty()) {
                return new Places(List.of(), elements, 1, 1);
            }
            int axis = classAxis.getAsInt();
            List<Long> sizes = IntStream.range(0, shape.length)
                    .filter(other -> other != axis)
                    .mapToObj(other -> shape[other])
                    .toList();
            int classes = Math.toIntExact(shape[axis]);
            return new Places(sizes, classes, product(shape, axis + 1), elements / classes);
        }

        /** Returns why a sample is unusable; empty if each of its places has a possible class. */
        String reason(EncodedTensor logits, int row) {
            int rowBytes = Math.toIntExact(logits.rowBytes());
            ByteBuffer sample = logits.data().slice(row * rowBytes, rowBytes).order(ByteOrder.LITTLE_ENDIAN);
            BitSet possible = new BitSet(count);
            for (int i = 0; i < count * classes; i++) {
                float logit = next(sample, logits.type());
                if (Float.isNaN(logit) || logit >= FiniteNumbers.TOO_LARGE_TO_LEARN) {
                    return "has a number that is not finite, or 2^50 and more";
                }
                if (logit > -FiniteNumbers.TOO_LARGE_TO_LEARN) {
                    possible.set(i / (classes * behind) * behind + i % behind);
                }
            }
            int first = possible.nextClearBit(0);
            if (first == count) {
                return "";
            }
            String where = sizes.isEmpty() ? "" : " at place " + Arrays.toString(index(first));
            return "rules out every class%s, but one must be possible".formatted(where);
        }

        private long[] index(int place) {
            long[] index = new long[sizes.size()];
            long rest = place;
            for (int axis = index.length - 1; axis >= 0; axis--) {
                index[axis] = rest % sizes.get(axis);
                rest /= sizes.get(axis);
            }
            return index;
        }
    }

    private static int product(long[] shape, int from) {
        return Math.toIntExact(Arrays.stream(shape, from, shape.length).reduce(1, Math::multiplyExact));
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
