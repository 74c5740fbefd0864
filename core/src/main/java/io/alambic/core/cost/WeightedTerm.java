package io.alambic.core.cost;

import java.util.Objects;

/**
 * A term and its λ.
 *
 * @param lambda finite and at least 0; a term of weight 0 is not computed
 */
public record WeightedTerm(float lambda, Term term) {

    public WeightedTerm {
        Objects.requireNonNull(term, "term");
        if (!Float.isFinite(lambda) || lambda < 0) {
            throw new IllegalArgumentException("λ of the %s term must be finite and at least 0, but is %s"
                    .formatted(term.name().label(), lambda));
        }
    }
}
