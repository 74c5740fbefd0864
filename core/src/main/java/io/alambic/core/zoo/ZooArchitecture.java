package io.alambic.core.zoo;

import ai.djl.ndarray.types.Shape;
import io.alambic.core.layer.LayerList;
import io.alambic.core.layer.kind.Activation;
import io.alambic.core.layer.kind.LinearLayer;
import io.alambic.core.layer.network.LayeredArchitecture;
import io.alambic.core.model.Signature;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.core.tensor.TensorType;
import java.util.List;

/** A built-in architecture: a classifier of one input, FP32 with feature maps, or the tokens of a {@link TextArchitecture text}. */
public sealed interface ZooArchitecture extends LayeredArchitecture
        permits Cnn, Fcn, Mlp, Mobile, Residual, Series, TextArchitecture {

    /** Default name of the input. */
    String IMAGE = "image";

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

    /** Returns the input. */
    Input reads();

    /** Channels of each block; none where there are no blocks. */
    List<Integer> convolutions();

    /** Widths of the hidden layers. */
    List<Integer> dense();

    @Override
    default TensorSpec input() {
        return reads().spec();
    }

    /** Returns the architecture as JSON, so that a checkpoint describes its own architecture. */
    @Override
    default String fingerprint() {
        return Zoo.format(this);
    }

    /** Adds dense layers with ReLU, then the logits. */
    static LayerList classified(LayerList.Builder list, List<Integer> dense, int classes) {
        for (int i = 0; i < dense.size(); i++) {
            list.add("dense" + (i + 1), new LinearLayer(dense.get(i))).add(Activation.RELU);
        }
        return list.add(Signature.LOGITS, new LinearLayer(classes)).build();
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
