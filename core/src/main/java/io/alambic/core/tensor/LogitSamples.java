package io.alambic.core.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.BitSet;

/**
 * Tells the samples of a logits tensor apart. A logit of negative infinity, or one near it such as the lowest FP32
 * number that models mask with, rules its class out; NaN and positive infinity say nothing.
 *
 * @param unusable samples with NaN, or a logit near or at positive infinity, and those that rule out every class
 * @param masked the other samples that rule out a class
 */
public record LogitSamples(BitSet unusable, BitSet masked) {

    private static final int FP16_EXPONENT = 0x7c00;
    private static final int FP16_LOWEST = 0xfc00;
    private static final int FP16_BITS = 0xffff;

    /**
     * Looks through logits.
     *
     * @param logits FP32, FP16 or quantized, [N, C]
     */
    public static LogitSamples of(EncodedTensor logits) {
        BitSet unusable = new BitSet();
        BitSet masked = new BitSet();
        BitSet extreme = FiniteNumbers.samplesNotLearnable(logits);
        int rowBytes = Math.toIntExact(logits.rowBytes());
        for (int row = extreme.nextSetBit(0); row >= 0; row = extreme.nextSetBit(row + 1)) {
            ByteBuffer sample = logits.data().slice(row * rowBytes, rowBytes).order(ByteOrder.LITTLE_ENDIAN);
            (isMasked(sample, logits.type()) ? masked : unusable).set(row);
        }
        return new LogitSamples(unusable, masked);
    }

    private static boolean isMasked(ByteBuffer sample, TensorType type) {
        boolean possible = false;
        while (sample.hasRemaining()) {
            float logit = type == TensorType.FP16 ? fromHalf(sample.getShort()) : sample.getFloat();
            if (Float.isNaN(logit) || logit >= FiniteNumbers.TOO_LARGE_TO_LEARN) {
                return false;
            }
            possible |= logit > -FiniteNumbers.TOO_LARGE_TO_LEARN;
        }
        return possible;
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
