package io.alambic.core.zoo;

import io.alambic.core.layer.LayerList;
import io.alambic.core.layer.kind.Activation;
import io.alambic.core.layer.kind.BatchNormalization;
import io.alambic.core.layer.kind.Convolution;
import io.alambic.core.layer.kind.MaxPool;
import io.alambic.core.layer.kind.Places;
import java.util.List;

/**
 * A classifier of series. Each block is a convolution of width 5 along the series with batch norm, ReLU and
 * a maximum pool of 2; the mean over the series follows, then dense layers.
 *
 * <p>Input: FP32, [channels, length]. Outputs: {@code logits} [classes], and {@code block1}, {@code block2},
 * ...: the feature map [channels, length] after each block's pool.
 *
 * @param reads channels, length
 * @param convolutions channels of each block, at least one
 * @param dense widths of the dense layers before the logits, possibly none
 * @param classes number of logits, at least 2
 */
public record Series(Input reads, List<Integer> convolutions, List<Integer> dense, int classes)
        implements ZooArchitecture {

    /** Name in configuration. */
    public static final String KIND = "series";

    private static final int KERNEL = 5;
    private static final int PAIR = 2;

    public Series {
        convolutions = List.copyOf(convolutions);
        dense = List.copyOf(dense);
        ZooArchitecture.require(reads, 2, "channels x length", dense, classes);
        ZooArchitecture.requireBlocks(convolutions);
        ZooArchitecture.requireHalves(reads, convolutions.size());
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
            list.add(name, Convolution.withoutBias(convolutions.get(i), KERNEL, 1))
                    .add(name + ".norm", new BatchNormalization())
                    .add(new MaxPool(PAIR))
                    .add(Activation.RELU)
                    .output(name);
        }
        return ZooArchitecture.classified(list.add(Places.MEAN), dense, classes);
    }
}
