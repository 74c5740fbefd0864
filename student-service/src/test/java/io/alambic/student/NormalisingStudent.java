package io.alambic.student;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.norm.BatchNorm;
import io.alambic.core.model.Architecture;
import io.alambic.core.model.Signature;
import io.alambic.core.model.TrainableNetwork;
import java.util.HashMap;
import java.util.Map;

/** The student of the tiny task, which normalises its logits over the batch: the engine does not train it on one sample. */
record NormalisingStudent() implements Architecture {

    private static final float MOMENTUM = 0.1f;
    private static final float EPSILON = 1e-5f;

    @Override
    public String fingerprint() {
        return TinyTask.STUDENT.fingerprint();
    }

    @Override
    public Signature signature() {
        return TinyTask.STUDENT.signature();
    }

    @Override
    public TrainableNetwork newNetwork(NDManager parent, long seed) {
        return new Network(TinyTask.STUDENT.newNetwork(parent, seed));
    }

    @Override
    public TrainableNetwork newNetwork(NDManager parent, Map<String, NDArray> weights) {
        return new Network(TinyTask.STUDENT.newNetwork(parent, weights));
    }

    private record Network(TrainableNetwork network) implements TrainableNetwork {

        @Override
        public Signature signature() {
            return network.signature();
        }

        @Override
        public Map<String, NDArray> forwardTraining(Map<String, NDArray> inputs) {
            Map<String, NDArray> outputs = new HashMap<>(network.forwardTraining(inputs));
            outputs.computeIfPresent(Signature.LOGITS, (name, logits) -> normalised(logits));
            return outputs;
        }

        private static NDArray normalised(NDArray logits) {
            NDManager manager = logits.getManager();
            Shape classes = new Shape(TinyTask.CLASSES);
            return BatchNorm.batchNorm(
                            logits,
                            manager.zeros(classes),
                            manager.ones(classes),
                            manager.ones(classes),
                            manager.zeros(classes),
                            1,
                            MOMENTUM,
                            EPSILON,
                            true)
                    .head();
        }

        @Override
        public Map<String, NDArray> forward(Map<String, NDArray> inputs) {
            return network.forward(inputs);
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
        public void close() {
            network.close();
        }
    }
}
