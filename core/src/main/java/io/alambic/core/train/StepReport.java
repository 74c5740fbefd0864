package io.alambic.core.train;

import io.alambic.core.cost.TermName;
import io.alambic.core.hyperparameters.Hyperparameter;
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
 * @param termGradientNorms the same for the gradient of each term by itself, weighted by its λ; empty unless this step is one of those
 *     at which it is measured
 * @param hyperparameters how the hyperparameters stood; the learning rate with its warm-up
 */
public record StepReport(
        long step,
        int samples,
        float total,
        Map<TermName, Float> terms,
        float gradientNorm,
        Map<TermName, Float> termGradientNorms,
        Map<Hyperparameter, Float> hyperparameters) {

    public StepReport {
        terms = Map.copyOf(terms);
        termGradientNorms = Map.copyOf(termGradientNorms);
        hyperparameters = Collections.unmodifiableMap(new EnumMap<>(hyperparameters));
    }

    /** Size of the optimizer's step. */
    public float learningRate() {
        return hyperparameters.get(Hyperparameter.LEARNING_RATE);
    }
}
