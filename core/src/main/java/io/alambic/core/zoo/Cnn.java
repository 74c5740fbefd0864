package io.alambic.core.zoo;

import io.alambic.core.layer.LayerList;
import io.alambic.core.layer.kind.Activation;
import io.alambic.core.layer.kind.Convolution;
import io.alambic.core.layer.kind.MaxPool;
import io.alambic.core.layer.kind.Places;
import java.util.List;

/**
 * A plain convolutional classifier. Each block is a 3×3 convolution with padding 1, a 2×2 maximum
 * pool and ReLU: the same numbers and gradients as with ReLU before the pool, which would pass over four times as many.
 * Dense layers with ReLU follow, then the logits.
 *
 * <p>Input: FP32, [channels, height, width]. Outputs: {@code logits} [classes], and {@code block1}, {@code
 * block2}, ...: the feature map after each block's pool.
 *
 * @param reads channels, height, width
 * @param convolutions channels of each block, at least one
 * @param dense widths of the dense layers before the logits, possibly none
 * @param classes number of logits, at least 2
 */
public record Cnn(Input reads, List<Integer> convolutions, List<Integer> dense, int classes)
        implements ZooArchitecture {

    /** Name in configuration. */
    public static final String KIND = "cnn";

    /** The input's usual name. */
    public static final String IMAGE = ZooArchitecture.IMAGE;

    private static final int KERNEL = 3;
    private static final int PAIR = 2;

    public Cnn {
        convolutions = List.copyOf(convolutions);
        dense = List.copyOf(dense);
        ZooArchitecture.require(reads, 3, "channels x height x width", dense, classes);
        ZooArchitecture.requireBlocks(convolutions);
        ZooArchitecture.requireHalves(reads, convolutions.size());
    }

    /** A classifier of images under the input's usual name. */
    public Cnn(List<Integer> input, List<Integer> convolutions, List<Integer> dense, int classes) {
        this(new Input(input), convolutions, dense, classes);
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public LayerList layers() {
        LayerList.Builder list = LayerList.builder();
        for (int i = 0; i < convolutions.size(); i++) {
            String name = "block" + (i + 1);
            list.add(name, Convolution.of(convolutions.get(i), KERNEL))
                    .add(new MaxPool(PAIR))
                    .add(Activation.RELU)
                    .output(name);
        }
        return ZooArchitecture.classified(list.add(Places.FLATTEN), dense, classes);
    }
}
