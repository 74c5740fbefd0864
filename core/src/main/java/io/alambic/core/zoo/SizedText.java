package io.alambic.core.zoo;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.alambic.core.model.Architecture;
import io.alambic.core.model.InputSpec;
import io.alambic.core.model.Signature;
import io.alambic.core.model.TrainableNetwork;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.core.tensor.TensorType;
import java.util.Map;

/**
 * A text architecture for texts of a given length.
 *
 * @param text the architecture, which the length is no part of
 * @param input its input with that length
 */
record SizedText(TextArchitecture text, TensorSpec input) implements Architecture {

    SizedText {
        if (!input.name().equals(text.tokens())
                || input.type() != TensorType.INT64
                || input.sampleShape().dimension() != 1) {
            throw new IllegalArgumentException("input must be %s:INT64:T or of a fixed length, but is %s"
                    .formatted(text.tokens(), InputSpec.format(input)));
        }
    }

    @Override
    public String fingerprint() {
        return text.fingerprint();
    }

    @Override
    public Signature signature() {
        return text.signature(input);
    }

    @Override
    public TrainableNetwork newNetwork(NDManager parent, long seed) {
        return BlockNetwork.random(signature(), new ZooBlock(text), parent, seed);
    }

    @Override
    public TrainableNetwork newNetwork(NDManager parent, Map<String, NDArray> weights) {
        text.requireWeights(weights);
        return BlockNetwork.of(signature(), new ZooBlock(text), parent, weights);
    }
}
