package io.alambic.core.train;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.norm.BatchNorm;
import io.alambic.core.model.Architecture;
import io.alambic.core.model.Signature;
import io.alambic.core.model.TrainableNetwork;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.core.tensor.TensorType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SmallestBatchTest {

    private static final int WIDTH = 3;
    private static final float MOMENTUM = 0.1f;
    private static final float EPSILON = 1e-5f;
    private static final Signature SIGNATURE = new Signature(
            List.of(new TensorSpec("x", TensorType.FP32, new Shape(WIDTH))),
            List.of(new TensorSpec(Signature.LOGITS, TensorType.FP32, new Shape(WIDTH))));

    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void mostNetworksTrainOnOneSample() {
        assertThat(SmallestBatch.of(Lessons.STUDENT, manager)).isEqualTo(1);
    }

    @Test
    void batchNormalisationOfVectorsNeedsTwo() {
        assertThat(SmallestBatch.of(new Normalising(), manager)).isEqualTo(2);
    }

    @Test
    void theNetworksThatWereTriedAreFreed() {
        // Given
        NDManager capped = manager.newSubManager();
        capped.cap();

        // Then
        assertThat(SmallestBatch.of(new Normalising(), capped)).isEqualTo(2);
    }

    /** An architecture whose only layer normalises vectors over the batch, in the engine. */
    private record Normalising() implements Architecture {

        @Override
        public String fingerprint() {
            return "normalising";
        }

        @Override
        public Signature signature() {
            return SIGNATURE;
        }

        @Override
        public TrainableNetwork newNetwork(NDManager parent, long seed) {
            NDManager own = parent.newSubManager();
            return new Network(own, own.zeros(new Shape(WIDTH)), own.ones(new Shape(WIDTH)));
        }

        @Override
        public TrainableNetwork newNetwork(NDManager parent, Map<String, NDArray> weights) {
            throw new UnsupportedOperationException("not restored in this test");
        }
    }

    private record Network(NDManager manager, NDArray zeros, NDArray ones) implements TrainableNetwork {

        @Override
        public Signature signature() {
            return SIGNATURE;
        }

        @Override
        public Map<String, NDArray> forwardTraining(Map<String, NDArray> inputs) {
            return Map.of(
                    Signature.LOGITS,
                    BatchNorm.batchNorm(inputs.get("x"), zeros, ones, ones, zeros, 1, MOMENTUM, EPSILON, true)
                            .head());
        }

        @Override
        public Map<String, NDArray> forward(Map<String, NDArray> inputs) {
            return Map.of(Signature.LOGITS, inputs.get("x"));
        }

        @Override
        public Map<String, NDArray> learned() {
            return Map.of("gamma", ones);
        }

        @Override
        public Map<String, NDArray> snapshot() {
            return learned();
        }

        @Override
        public void close() {
            manager.close();
        }
    }
}
