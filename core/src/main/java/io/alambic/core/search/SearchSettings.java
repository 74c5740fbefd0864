package io.alambic.core.search;

import io.alambic.core.train.Dials;
import java.util.List;
import java.util.Objects;

/**
 * How the dials are searched.
 *
 * @param population the dials that the candidates begin with, one entry a candidate; a single one is no
 *     search
 * @param reseedSteps training steps after which the worst candidate is begun anew from the best, at least 1
 * @param criterion by which candidates are compared
 * @param seed of the perturbations
 */
public record SearchSettings(List<Dials> population, long reseedSteps, Criterion criterion, long seed) {

    /** Every candidate costs its own training step and memory. */
    public static final int MOST_CANDIDATES = 32;

    public SearchSettings {
        population = List.copyOf(population);
        Objects.requireNonNull(criterion, "criterion");
        if (population.isEmpty() || population.size() > MOST_CANDIDATES) {
            throw new IllegalArgumentException("a population must have 1 to %d candidates, but has %d"
                    .formatted(MOST_CANDIDATES, population.size()));
        }
        if (reseedSteps < 1) {
            throw new IllegalArgumentException("steps between re-seedings must be at least 1, but are " + reseedSteps);
        }
    }

    /** A single candidate, never begun anew. */
    public static SearchSettings off(Dials dials) {
        return new SearchSettings(List.of(dials), Long.MAX_VALUE, Criterion.AGREEMENT, 0);
    }

    /** Returns whether there is more than one candidate. */
    public boolean isOn() {
        return population.size() > 1;
    }
}
