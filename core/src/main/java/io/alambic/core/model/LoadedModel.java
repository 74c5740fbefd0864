package io.alambic.core.model;

/**
 * A model read from its folder.
 *
 * @param weights how they are stored
 * @param network to be closed by the caller
 */
public record LoadedModel(ModelDescription description, WeightType weights, Network network) implements AutoCloseable {

    @Override
    public void close() {
        network.close();
    }
}
