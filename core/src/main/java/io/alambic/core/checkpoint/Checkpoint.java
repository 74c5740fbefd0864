package io.alambic.core.checkpoint;

import ai.djl.ndarray.NDArray;
import java.util.Map;
import java.util.Objects;

/**
 * A trainer's state between two steps.
 *
 * @param model fingerprint of the architecture: a checkpoint of another one is not restored
 * @param version newest version promoted to serving, 0 where there is none
 * @param lineage what the weights learned from
 * @param state weights, projectors and optimizer moments by name
 */
public record Checkpoint(String model, long version, Lineage lineage, Map<String, NDArray> state) {

    public Checkpoint {
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(lineage, "lineage");
        Objects.requireNonNull(state, "state");
    }
}
