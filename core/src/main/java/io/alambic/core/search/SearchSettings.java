package io.alambic.core.search;

import io.alambic.core.hyperparameters.Hyperparameters;
import java.util.List;
import java.util.Objects;

/**
 * How the hyperparameters are searched.
 *
 * @param population the hyperparameters that the candidates begin with, one entry a candidate; a single one is no
 *     search
 * @param reseedSteps training steps after which the worst candidate restarts from the best, at least 1
 * @param criterion by which candidates are compared
 * @param seed of the perturbations
 */
public record SearchSettings(List<Hyperparameters> population, long reseedSteps, Criterion criterion, long seed) {

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

    /** A single candidate, never restarted. */
    public static SearchSettings off(Hyperparameters hyperparameters) {
        return new SearchSettings(List.of(hyperparameters), Long.MAX_VALUE, Criterion.DECISIVE, 0);
    }

    /** Returns whether there is more than one candidate. */
    public boolean isOn() {
        return population.size() > 1;
    }
}
