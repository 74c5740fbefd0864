package io.alambic.core.storage;

import io.alambic.core.model.TrainableNetwork;

/**
 * A model read from its folder.
 *
 * @param weights how they are stored
 * @param network to be closed by the caller
 */
public record LoadedModel(ModelDescription description, WeightType weights, TrainableNetwork network)
        implements AutoCloseable {

    @Override
    public void close() {
        network.close();
    }
}
