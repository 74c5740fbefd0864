package io.alambic.core.cost;

import ai.djl.ndarray.NDArray;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code λ1 · L_output + λ2 · L_feature + λ3 · L_label}: the weighted sum of the terms that apply to a
 * batch. A new term changes nothing here. Used by one thread.
 */
public final class CostFunction {

    private final List<WeightedTerm> terms;

    /**
     * A sum of terms; those of weight 0 are left out.
     *
     * @throws IllegalArgumentException if no term is left, or two have the same name
     */
    public CostFunction(List<WeightedTerm> terms) {
        this.terms = terms.stream().filter(term -> term.lambda() > 0).toList();
        if (this.terms.isEmpty()) {
            throw new IllegalArgumentException("every λ is 0: there is nothing to learn from");
        }
        if (this.terms.stream().map(term -> term.term().name()).distinct().count() < this.terms.size()) {
            throw new IllegalArgumentException("two terms have the same name");
        }
    }

    /**
     * Returns the cost of a batch.
     *
     * @param student the student's outputs by name
     * @throws IllegalArgumentException if no term applies to the batch
     */
    public Cost evaluate(Map<String, NDArray> student, TrainingBatch batch) {
        NDArray total = null;
        Map<TermName, NDArray> values = new EnumMap<>(TermName.class);
        Map<TermName, NDArray> shares = new EnumMap<>(TermName.class);
        for (WeightedTerm weighted : terms) {
            if (weighted.term().appliesTo(batch)) {
                NDArray value = weighted.term().value(student, batch);
                values.put(weighted.term().name(), value);
                NDArray share = Numbers.times(value, weighted.lambda());
                shares.put(weighted.term().name(), share);
                total = total == null ? share : total.add(share);
            }
        }
        if (total == null) {
            throw new IllegalArgumentException("no term of the cost function applies: the batch has %s, %s and %s"
                    .formatted(
                            batch.logits() == null ? "no logits" : "logits",
                            batch.features().isEmpty()
                                    ? "no feature maps"
                                    : "maps " + batch.features().keySet(),
                            batch.labels() == null ? "no labels" : "labels"));
        }
        return new Cost(total, values, shares);
    }

    /** Returns, by name, those of {@link #learned} that the cost just evaluated depends on. */
    public Map<String, NDArray> used(Cost cost) {
        Map<String, NDArray> used = new LinkedHashMap<>();
        terms.stream()
                .filter(term -> cost.terms().containsKey(term.term().name()))
                .forEach(term -> used.putAll(term.term().used()));
        return used;
    }

    /** Returns, by name, the arrays that are trained with the student but are not part of the served model. */
    public Map<String, NDArray> learned() {
        Map<String, NDArray> learned = new LinkedHashMap<>();
        terms.forEach(term -> learned.putAll(term.term().learned()));
        return learned;
    }
}
