package io.alambic.core.train;

import ai.djl.ndarray.NDArray;
import io.alambic.core.cost.Cost;
import io.alambic.core.cost.TermName;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What a step cost, as numbers.
 *
 * @param total the weighted sum
 * @param terms each computed term before weighting
 * @param gradientNorm before clipping
 */
record StepCost(float total, Map<TermName, Float> terms, float gradientNorm) {

    /** Reads all of it at once: a device works off everything that it was given before it answers. */
    static StepCost read(Cost cost, Gradients gradients) {
        try (NDArray norm = gradients.norm()) {
            List<NDArray> scalars = new ArrayList<>(List.of(cost.total(), norm));
            scalars.addAll(cost.terms().values());
            try (NDArray together = FlatCopy.of(scalars)) {
                float[] values = together.toFloatArray();
                Map<TermName, Float> terms = new EnumMap<>(TermName.class);
                int next = values.length - cost.terms().size();
                for (TermName name : cost.terms().keySet()) {
                    terms.put(name, values[next++]);
                }
                return new StepCost(values[0], terms, values[1]);
            }
        }
    }

    /**
     * Refuses what cannot be learned from.
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
