package io.alambic.core.model;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** A {@link PickedNetwork} that can be trained. */
public final class PickedTrainableNetwork implements TrainableNetwork {

    private final TrainableNetwork network;
    private final PickedNetwork picked;

    /**
     * Chooses outputs.
     *
     * @throws IllegalArgumentException if the network lacks one, naming those it has
     */
    public PickedTrainableNetwork(TrainableNetwork network, List<OutputPick> picks) {
        this.network = network;
        this.picked = new PickedNetwork(network, picks);
    }

    @Override
    public Signature signature() {
        return picked.signature();
    }

    @Override
    public Map<String, NDArray> forward(Map<String, NDArray> inputs) {
        return picked.forward(inputs);
    }

    @Override
    public Map<String, NDArray> forwardTraining(Map<String, NDArray> inputs) {
        return picked.picked(network.forwardTraining(inputs));
    }

    @Override
    public Map<String, NDArray> learned() {
        return network.learned();
    }

    @Override
    public Map<String, NDArray> snapshot() {
        return network.snapshot();
    }

    @Override
    public boolean channelsLast() {
        return network.channelsLast();
    }

    @Override
    public OptionalLong parameterCount() {
        return network.parameterCount();
    }

    @Override
    public OptionalLong weightBytes() {
        return network.weightBytes();
    }

    @Override
    public void close() {
        network.close();
    }
}
