package io.alambic.core.train;

import io.alambic.core.cost.TermName;
import java.util.Map;

/**
 * The cost of a step as numbers.
 *
 * @param total the weighted sum
 * @param terms each computed term before weighting
 * @param gradientNorm before clipping
 */
record StepCost(float total, Map<TermName, Float> terms, float gradientNorm) {

    /**
     * Refuses a cost that is not finite.
     *
     * @throws NonFiniteCostException if the cost or the gradient is NaN or infinite
     */
    void requireFinite() {
        if (!Float.isFinite(total)) {
            throw new NonFiniteCostException(terms);
        }
        if (!Float.isFinite(gradientNorm)) {
            throw new NonFiniteCostException(gradientNorm, terms);
        }
    }
}
