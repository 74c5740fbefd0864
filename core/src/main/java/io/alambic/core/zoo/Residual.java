package io.alambic.core.zoo;

import io.alambic.core.layer.LayerList;
import io.alambic.core.layer.kind.Activation;
import io.alambic.core.layer.kind.BatchNormalization;
import io.alambic.core.layer.kind.Convolution;
import io.alambic.core.layer.kind.Places;
import io.alambic.core.layer.kind.SkipConnection;
import java.util.List;

/**
 * A residual classifier (He et al. 2016). A 3×3 convolution, then blocks of two 3×3 convolutions with
 * batch norm around which the input is led (through a 1×1 convolution where shapes differ); every block
 * but the first halves height and width. The mean over height and width follows, then dense layers.
 *
 * <p>Input: FP32, [channels, height, width]. Outputs: {@code logits} [classes], and {@code block1}, {@code
 * block2}, ...: the feature map after each block.
 *
 * @param reads channels, height, width
 * @param convolutions channels of each block, at least one
 * @param dense widths of the dense layers before the logits, possibly none
 * @param classes number of logits, at least 2
 */
public record Residual(Input reads, List<Integer> convolutions, List<Integer> dense, int classes)
        implements ZooArchitecture {

    /** Name in configuration. */
    public static final String KIND = "residual";

    private static final int KERNEL = 3;

    public Residual {
        convolutions = List.copyOf(convolutions);
        dense = List.copyOf(dense);
        ZooArchitecture.require(reads, 3, "channels x height x width", dense, classes);
        ZooArchitecture.requireBlocks(convolutions);
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public LayerList layers() {
        LayerList.Builder list = LayerList.builder();
        int before = convolutions.get(0);
        normed(list, "stem", before, KERNEL, 1).add(Activation.RELU);
        for (int i = 0; i < convolutions.size(); i++) {
            String name = "block" + (i + 1);
            list.add(name, block(before, convolutions.get(i), i == 0 ? 1 : 2))
                    .add(Activation.RELU)
                    .output(name);
            before = convolutions.get(i);
        }
        return ZooArchitecture.classified(list.add(Places.MEAN), dense, classes);
    }

    private static SkipConnection block(int before, int channels, int stride) {
        LayerList.Builder inner = LayerList.builder();
        normed(inner, "first", channels, KERNEL, stride).add(Activation.RELU);
        normed(inner, "second", channels, KERNEL, 1);
        LayerList.Builder around = LayerList.builder();
        if (stride != 1 || before != channels) {
            around.add("convolution", Convolution.withoutBias(channels, 1, stride))
                    .add("norm", new BatchNormalization());
        }
        return new SkipConnection(inner.build(), around.build());
    }

    private static LayerList.Builder normed(LayerList.Builder list, String name, int channels, int kernel, int stride) {
        return list.add(name + ".convolution", Convolution.withoutBias(channels, kernel, stride))
                .add(name + ".norm", new BatchNormalization());
    }
}
