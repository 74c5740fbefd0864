package io.alambic.core.optimizer;

import ai.djl.ndarray.NDArray;

/**
 * FP32 numbers below 2⁻¹²⁶, for which a processor takes a hundred times as long. A running average whose gradients have become
 * 0 decays into them within a thousand steps and stays there: nine tenths of the smallest of them is rounded to itself.
 */
final class Denormals {

    /** Half of its last place, 2⁻¹²⁴, is what a number has to reach to be more than nothing beside it. */
    private static final float BESIDE = 0x1p-100f;

    private static final int STEPS = 100;

    private Denormals() {}

    /** Returns whether enough steps went by since averages were looked after. */
    static boolean areDue(long step) {
        return step % STEPS == 0;
    }

    /** Sets what is at most 2⁻¹²⁴ to 0 and changes nothing by more than that and a rounding. */
    static void flush(NDArray array) {
        array.addi(BESIDE).subi(BESIDE);
    }
}
