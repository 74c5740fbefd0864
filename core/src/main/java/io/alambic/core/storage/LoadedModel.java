package io.alambic.core.storage;

import io.alambic.core.model.TrainableNetwork;

/**
 * A model read from its folder.
 *
 * @param weights type in which the weights are stored
 * @param network closed with this
 */
public record LoadedModel(ModelDescription description, WeightType weights, TrainableNetwork network)
        implements AutoCloseable {

    @Override
    public void close() {
        network.close();
    }
}
