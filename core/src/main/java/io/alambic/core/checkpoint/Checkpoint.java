package io.alambic.core.checkpoint;

import ai.djl.ndarray.NDArray;
import io.alambic.core.figures.HoldoutFigures;
import io.alambic.core.search.PopulationState;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A trainer's state between two steps.
 *
 * @param model fingerprint of the architecture: a checkpoint of another one is not restored
 * @param version newest version that may have been given to weights that served, 0 if there is none
 * @param lineage what the weights learned from
 * @param state weights, projectors and optimizer moments by name
 * @param populationState who is and was in the population; empty for a single candidate
 * @param figures on the holdout, with which these very weights were promoted; empty if nothing has
 *     judged them
 */
public record Checkpoint(
        String model,
        long version,
        Lineage lineage,
        Map<String, NDArray> state,
        Optional<PopulationState> populationState,
        Optional<HoldoutFigures> figures) {

    public Checkpoint {
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(lineage, "lineage");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(populationState, "populationState");
        Objects.requireNonNull(figures, "figures");
    }

    /** The state of a single candidate that nothing has judged. */
    public Checkpoint(String model, long version, Lineage lineage, Map<String, NDArray> state) {
        this(model, version, lineage, state, Optional.empty(), Optional.empty());
    }

    /** Returns the same weights with another lineage. */
    public Checkpoint with(Lineage other) {
        return new Checkpoint(model, version, other, state, populationState, figures);
    }
}
