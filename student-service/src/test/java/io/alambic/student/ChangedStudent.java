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
import java.util.function.BiFunction;

/**
 * The student of the tiny task with another training pass.
 *
 * @param training returns the outputs of a training pass, from the network of the tiny task and the inputs
 */
public record ChangedStudent(BiFunction<TrainableNetwork, Map<String, NDArray>, Map<String, NDArray>> training)
        implements Architecture {

    private static final float MOMENTUM = 0.1f;
    private static final float EPSILON = 1e-5f;

    /** A student that cannot train on a black image, as an embedding cannot on an unknown token. */
    public static ChangedStudent poisonedByBlackImages() {
        return new ChangedStudent((network, inputs) -> {
            NDArray images = inputs.get("image");
            NDArray light = images.reshape(images.getShape().get(0), -1).sum(new int[] {1});
            if (light.min().getFloat() == 0) {
                throw new IllegalArgumentException("index out of range in self");
            }
            return network.forwardTraining(inputs);
        });
    }

    /** A student that normalises its logits over the batch: the engine does not train it on one sample. */
    public static ChangedStudent normalising() {
        return new ChangedStudent((network, inputs) -> {
            Map<String, NDArray> outputs = new HashMap<>(network.forwardTraining(inputs));
            outputs.computeIfPresent(Signature.LOGITS, (name, logits) -> normalised(logits));
            return outputs;
        });
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

    private final class Network implements TrainableNetwork {

        private final TrainableNetwork network;

        Network(TrainableNetwork network) {
            this.network = network;
        }

        @Override
        public Signature signature() {
            return network.signature();
        }

        @Override
        public Map<String, NDArray> forwardTraining(Map<String, NDArray> inputs) {
            return training.apply(network, inputs);
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
