package io.alambic.core.zoo;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.alambic.core.model.Architecture;
import io.alambic.core.model.Signature;
import io.alambic.core.model.TrainableNetwork;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.core.tensor.TensorType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A built-in architecture: a classifier of one input, FP32 with feature maps, or the tokens of a {@link TextArchitecture text}. */
public sealed interface ZooArchitecture extends Architecture
        permits Cnn, Mlp, Mobile, Residual, Series, TextArchitecture {

    /** Default name of the input. */
    String IMAGE = "image";

    /** A network that is larger than its weights by this factor is not allocated. */
    int MOST_LARGER = 2;

    /**
     * The input of a model.
     *
     * @param name of the input
     * @param shape of one sample, channels first
     */
    record Input(String name, List<Integer> shape) {

        public Input {
            shape = List.copyOf(shape);
            if (name == null || name.isBlank()) {
                throw new IllegalArgumentException("the input needs a name");
            }
            if (shape.isEmpty() || shape.stream().anyMatch(size -> size < 1)) {
                throw new IllegalArgumentException("sizes must be at least 1, but are " + shape);
            }
        }

        /** An input under the usual name. */
        public Input(List<Integer> shape) {
            this(IMAGE, shape);
        }

        TensorSpec spec() {
            long[] sizes = shape.stream().mapToLong(Integer::longValue).toArray();
            return new TensorSpec(name, TensorType.FP32, new Shape(sizes));
        }
    }

    /** Name of the architecture in configuration and model folders. */
    String kind();

    /** Returns the input. */
    Input reads();

    /** Channels of each block; none where there are no blocks. */
    List<Integer> convolutions();

    /** Widths of the hidden layers. */
    List<Integer> dense();

    /**
     * Runs the layers.
     *
     * @param x a batch of inputs
     * @return the logits first, then the feature maps by name
     */
    <T> Map<String, T> outputs(Layers<T> layers, T x);

    /** The layers over one sample. */
    default LayerShapes shapes() {
        LayerShapes shapes = new LayerShapes();
        outputs(shapes, reads().spec().batchShape(1));
        return shapes;
    }

    /** Multiplications, each with an addition, that convolutions and dense layers take for one sample. */
    default long multiplyAdds() {
        return shapes().multiplyAdds();
    }

    /** Returns the architecture as JSON, so that a checkpoint describes its own architecture. */
    @Override
    default String fingerprint() {
        return Zoo.format(this);
    }

    @Override
    default Signature signature() {
        return new Signature(List.of(reads().spec()), outputSpecs());
    }

    /** Returns the logits, then the feature maps. */
    default List<TensorSpec> outputSpecs() {
        return outputs(new LayerShapes(), reads().spec().batchShape(1)).entrySet().stream()
                .map(output -> new TensorSpec(
                        output.getKey(), TensorType.FP32, output.getValue().slice(1)))
                .toList();
    }

    @Override
    default TrainableNetwork newNetwork(NDManager parent, long seed) {
        return BlockNetwork.random(signature(), new ZooBlock(this), parent, seed);
    }

    @Override
    default TrainableNetwork newNetwork(NDManager parent, Map<String, NDArray> weights) {
        requireWeights(weights);
        return BlockNetwork.of(signature(), new ZooBlock(this), parent, weights);
    }

    /** Checks, before anything is allocated, that the network is not much larger than its weights. */
    default void requireWeights(Map<String, NDArray> weights) {
        long given = weights.values().stream().mapToLong(NDArray::size).sum();
        if (shapes().weights() / MOST_LARGER > given) {
            throw new IllegalArgumentException(
                    "%d weights do not fit a network of %d".formatted(given, shapes().weights()));
        }
    }

    /** Dense layers with ReLU, then the logits, in front of the feature maps. */
    static <T> Map<String, T> classified(
            Layers<T> layers, T vector, List<Integer> dense, int classes, Map<String, T> maps) {
        T x = vector;
        for (int i = 0; i < dense.size(); i++) {
            x = layers.relu(layers.linear("dense" + (i + 1), x, dense.get(i)));
        }
        Map<String, T> outputs = new LinkedHashMap<>();
        outputs.put(Signature.LOGITS, layers.linear(Signature.LOGITS, x, classes));
        outputs.putAll(maps);
        return outputs;
    }

    /** Checks what all classifiers have. */
    static void require(Input input, int dimensions, String expected, List<Integer> dense, int classes) {
        if (input.shape().size() != dimensions) {
            throw new IllegalArgumentException("input must be %s, but is %s".formatted(expected, input.shape()));
        }
        requirePositive(dense);
        if (classes < 2) {
            throw new IllegalArgumentException("classes must be at least 2, but is " + classes);
        }
    }

    /** Checks the channels of blocks. */
    static void requireBlocks(List<Integer> convolutions) {
        if (convolutions.isEmpty()) {
            throw new IllegalArgumentException("at least one convolution is needed");
        }
        requirePositive(convolutions);
    }

    /** Checks that every dimension but the channels can be halved by each block. */
    static void requireHalves(Input input, int blocks) {
        if (input.shape().stream().skip(1).anyMatch(size -> size >> blocks < 1)) {
            throw new IllegalArgumentException(
                    "%d blocks halve an input of %s to nothing".formatted(blocks, input.shape()));
        }
    }

    private static void requirePositive(List<Integer> sizes) {
        if (sizes.stream().anyMatch(size -> size < 1)) {
            throw new IllegalArgumentException("sizes must be at least 1, but are " + sizes);
        }
    }
}
