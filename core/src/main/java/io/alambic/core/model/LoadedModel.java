package io.alambic.core.model;

/**
 * A model read from its folder.
 *
 * @param network to be closed by the caller
 */
public record LoadedModel(ModelDescription description, Network network) implements AutoCloseable {

    @Override
    public void close() {
        network.close();
    }
}
