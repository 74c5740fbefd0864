package io.alambic.core.model;

import ai.djl.ndarray.NDArray;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** A network that goes back to its owner when it is closed, and keeps its memory. */
public final class LentNetwork extends DecoratedTrainableNetwork {

    private final TrainableNetwork network;
    private final Consumer<TrainableNetwork> owner;
    private final AtomicBoolean returned = new AtomicBoolean();

    /**
     * Lends a network.
     *
     * @param owner receives it once
     */
    public LentNetwork(TrainableNetwork network, Consumer<TrainableNetwork> owner) {
        super(
                network,
                new DecoratedNetwork(network) {
                    @Override
                    public Map<String, NDArray> forward(Map<String, NDArray> inputs) {
                        return network.forward(inputs);
                    }
                },
                network::forwardTraining);
        this.network = network;
        this.owner = owner;
    }

    @Override
    public void close() {
        if (returned.compareAndSet(false, true)) {
            owner.accept(network);
        }
    }
}
