package io.alambic.student.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.alambic.core.model.Architecture;
import io.alambic.core.model.Signature;
import io.alambic.core.model.TrainableNetwork;
import io.alambic.student.TinyTask;
import java.util.Map;

/** The student of the tiny task, but it cannot train on a black image, as an embedding cannot on an unknown token. */
record PoisonedStudent() implements Architecture {

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
            NDArray images = inputs.get("image");
            NDArray light = images.reshape(images.getShape().get(0), -1).sum(new int[] {1});
            if (light.min().getFloat() == 0) {
                throw new IllegalArgumentException("index out of range in self");
            }
            return network.forwardTraining(inputs);
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
