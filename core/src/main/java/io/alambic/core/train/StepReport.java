package io.alambic.core.train;

import io.alambic.core.cost.TermName;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * Reports one training step.
 *
 * @param step number of steps taken so far, this one included
 * @param samples samples in the batch
 * @param total weighted sum of the terms
 * @param terms each computed term before weighting
 * @param gradientNorm square root of the sum of squares of all gradients, before clipping
 * @param dials how the dials stood; the learning rate with its warm-up
 */
public record StepReport(
        long step, int samples, float total, Map<TermName, Float> terms, float gradientNorm, Map<Dial, Float> dials) {

    public StepReport {
        terms = Map.copyOf(terms);
        dials = Collections.unmodifiableMap(new EnumMap<>(dials));
    }

    /** Size of the optimizer's step. */
    public float learningRate() {
        return dials.get(Dial.LEARNING_RATE);
    }
}
