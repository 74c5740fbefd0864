package io.alambic.core.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.alambic.core.bucket.Buckets;
import io.alambic.core.tensor.TensorSpec;
import java.util.List;
import java.util.Map;

/**
 * An architecture with open dimensions. Other buckets make no other architecture: its checkpoints fit.
 *
 * @param architecture whose inputs have the largest sizes
 * @param outputs of its networks, with their open dimensions
 */
public record BucketedArchitecture(Architecture architecture, Buckets buckets, List<TensorSpec> outputs)
        implements Architecture {

    /**
     * Puts buckets around an architecture.
     *
     * @throws IllegalArgumentException if its networks do not take the sizes, see {@link OpenOutputs}
     */
    public static BucketedArchitecture of(Architecture architecture, Buckets buckets) {
        try (NDManager manager = NDManager.newBaseManager();
                TrainableNetwork network = architecture.newNetwork(manager, 0)) {
            return of(architecture, buckets, network);
        }
    }

    /**
     * Puts buckets around an architecture.
     *
     * @param network a network of the architecture
     * @throws IllegalArgumentException if its networks do not take the sizes, see {@link OpenOutputs}
     */
    public static BucketedArchitecture of(Architecture architecture, Buckets buckets, InferenceNetwork network) {
        try (NDManager manager = NDManager.newBaseManager()) {
            return new BucketedArchitecture(architecture, buckets, OpenOutputs.of(network, buckets, manager));
        }
    }

    @Override
    public String fingerprint() {
        return architecture.fingerprint();
    }

    @Override
    public Signature signature() {
        return BucketedNetwork.signature(architecture.signature().inputs(), outputs, buckets);
    }

    @Override
    public InputRanges inputRanges() {
        return architecture.inputRanges();
    }

    @Override
    public TrainableNetwork newNetwork(NDManager parent, long seed) {
        return BucketedNetwork.trainable(architecture.newNetwork(parent, seed), buckets, outputs);
    }

    @Override
    public TrainableNetwork newNetwork(NDManager parent, Map<String, NDArray> weights) {
        return BucketedNetwork.trainable(architecture.newNetwork(parent, weights), buckets, outputs);
    }
}
