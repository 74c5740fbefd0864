package io.alambic.core.model;

import ai.djl.ndarray.NDArray;
import io.alambic.core.bucket.Buckets;
import java.util.Map;
import java.util.OptionalLong;

/** A {@link BucketedNetwork} that can be trained: one step over a batch, whatever buckets its samples are in. */
final class BucketedTrainableNetwork implements TrainableNetwork {

    private final TrainableNetwork network;
    private final BucketedNetwork bucketed;

    BucketedTrainableNetwork(TrainableNetwork network, Buckets buckets) {
        this.network = network;
        this.bucketed = new BucketedNetwork(network, buckets);
    }

    @Override
    public Signature signature() {
        return bucketed.signature();
    }

    @Override
    public Map<String, NDArray> forward(Map<String, NDArray> inputs) {
        return bucketed.forward(inputs);
    }

    @Override
    public Map<String, NDArray> forwardTraining(Map<String, NDArray> inputs) {
        return bucketed.inBuckets(inputs, network::forwardTraining);
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
