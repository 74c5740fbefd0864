package io.alambic.student.training;

import io.alambic.core.cost.TermName;
import io.alambic.core.explain.LayerSimilarity;
import java.util.List;
import java.util.Map;

/**
 * What the newest weights took over from the teacher, as far as it is known.
 *
 * @param step at which the weights were evaluated; 0 before the first evaluation
 * @param agreementByClass how often they agree with the teacher by the teacher's class; NaN where there is no sample, empty if the task
 *     names no classes or too many
 * @param layers how alike layers are, on the newest batch that was held out; empty before there is one
 * @param termGradientNorms norm of each term's gradient, weighted by its λ, where it was measured last; empty before
 */
public record Transfer(
        long step,
        List<Double> agreementByClass,
        List<LayerSimilarity> layers,
        Map<TermName, Float> termGradientNorms) {

    /** Nothing is known yet. */
    public static final Transfer NONE = new Transfer(0, List.of(), List.of(), Map.of());

    /** Returns what is known after an evaluation; without layers, those of the one before stay. */
    Transfer evaluated(long at, List<Double> byClass, List<LayerSimilarity> newest) {
        return new Transfer(at, byClass, newest.isEmpty() ? layers : newest, termGradientNorms);
    }

    /** Returns the same with norms of gradients. */
    Transfer withTermGradientNorms(Map<TermName, Float> norms) {
        return new Transfer(step, agreementByClass, layers, norms);
    }
}
