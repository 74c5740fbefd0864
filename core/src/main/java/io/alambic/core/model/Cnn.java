package io.alambic.core.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.alambic.core.tensor.ElementType;
import io.alambic.core.tensor.TensorSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A plain convolutional classifier. Each block is a 3×3 convolution with padding 1, ReLU and a 2×2
 * maximum pool; dense layers with ReLU follow, then the logits.
 *
 * <p>Input {@code image}: FP32, [channels, height, width], values 0..1. Outputs: {@code logits}
 * [classes], and {@code block1}, {@code block2}, ...: the feature map after each block's pool.
 *
 * @param input channels, height, width
 * @param convolutions channels of each block, at least one
 * @param dense widths of the dense layers before the logits, possibly none
 * @param classes number of logits, at least 2
 */
public record Cnn(List<Integer> input, List<Integer> convolutions, List<Integer> dense, int classes)
        implements Architecture {

    public static final String IMAGE = "image";
    private static final String BLOCK = "block";

    public Cnn {
        input = List.copyOf(input);
        convolutions = List.copyOf(convolutions);
        dense = List.copyOf(dense);
        if (input.size() != 3) {
            throw new IllegalArgumentException("input must be channels x height x width, but is " + input);
        }
        if (convolutions.isEmpty()) {
            throw new IllegalArgumentException("a CNN needs at least one convolution");
        }
        List.of(input, convolutions, dense).forEach(Cnn::requirePositive);
        if (classes < 2) {
            throw new IllegalArgumentException("classes must be at least 2, but is " + classes);
        }
        int smallest = Math.min(input.get(1), input.get(2)) >> convolutions.size();
        if (smallest < 1) {
            throw new IllegalArgumentException(
                    "%d blocks halve an input of %s to nothing".formatted(convolutions.size(), input));
        }
    }

    private static void requirePositive(List<Integer> sizes) {
        if (sizes.stream().anyMatch(size -> size < 1)) {
            throw new IllegalArgumentException("sizes must be at least 1, but are " + sizes);
        }
    }

    /** Name of the feature map after the block, counted from 1. */
    static String blockName(int block) {
        return BLOCK + block;
    }

    /** Shape of one image. */
    Shape imageShape() {
        return new Shape(input.stream().mapToLong(Integer::longValue).toArray());
    }

    @Override
    public Signature signature() {
        List<TensorSpec> outputs = new ArrayList<>();
        outputs.add(new TensorSpec(Signature.LOGITS, ElementType.FP32, new Shape(classes)));
        for (int i = 0; i < convolutions.size(); i++) {
            Shape map = new Shape(convolutions.get(i), input.get(1) >> (i + 1), input.get(2) >> (i + 1));
            outputs.add(new TensorSpec(blockName(i + 1), ElementType.FP32, map));
        }
        return new Signature(List.of(new TensorSpec(IMAGE, ElementType.FP32, imageShape())), outputs);
    }

    @Override
    public Network newNetwork(NDManager parent, long seed) {
        return BlockNetwork.random(signature(), new CnnBlock(this), parent, seed);
    }

    @Override
    public Network newNetwork(NDManager parent, Map<String, NDArray> weights) {
        return BlockNetwork.of(signature(), new CnnBlock(this), parent, weights);
    }
}
