package io.alambic.core.model;

import ai.djl.ndarray.NDArray;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

/** A {@link DecoratedNetwork} that can be trained. */
class DecoratedTrainableNetwork implements TrainableNetwork {

    private final TrainableNetwork network;
    private final DecoratedNetwork decorated;
    private final UnaryOperator<Map<String, NDArray>> training;

    /**
     * Decorates a network.
     *
     * @param decorated passes through the network
     * @param training a pass of training through it
     */
    DecoratedTrainableNetwork(
            TrainableNetwork network, DecoratedNetwork decorated, UnaryOperator<Map<String, NDArray>> training) {
        this.network = network;
        this.decorated = decorated;
        this.training = training;
    }

    @Override
    public Signature signature() {
        return decorated.signature();
    }

    @Override
    public Map<String, NDArray> forward(Map<String, NDArray> inputs) {
        return decorated.forward(inputs);
    }

    @Override
    public Map<String, NDArray> forwardTraining(Map<String, NDArray> inputs) {
        return training.apply(inputs);
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
