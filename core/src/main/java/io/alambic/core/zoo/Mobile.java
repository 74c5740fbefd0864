package io.alambic.core.zoo;

import io.alambic.core.layer.LayerList;
import io.alambic.core.layer.kind.Activation;
import io.alambic.core.layer.kind.BatchNormalization;
import io.alambic.core.layer.kind.Convolution;
import io.alambic.core.layer.kind.Places;
import java.util.List;

/**
 * A classifier for small devices (MobileNet, Howard et al. 2017). A 3×3 convolution, then blocks of one
 * 3×3 kernel for each channel and a 1×1 convolution that mixes the channels, each with batch norm and
 * ReLU; every block but the first halves height and width. The mean over height and width follows, then
 * dense layers.
 *
 * <p>Input: FP32, [channels, height, width]. Outputs: {@code logits} [classes], and {@code block1}, {@code
 * block2}, ...: the feature map after each block.
 *
 * @param reads channels, height, width
 * @param convolutions channels of each block, at least one
 * @param dense widths of the dense layers before the logits, possibly none
 * @param classes number of logits, at least 2
 */
public record Mobile(Input reads, List<Integer> convolutions, List<Integer> dense, int classes)
        implements ZooArchitecture {

    /** Name in configuration. */
    public static final String KIND = "mobile";

    private static final int KERNEL = 3;

    public Mobile {
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
        active(list, "stem", Convolution.withoutBias(before, KERNEL, 1));
        for (int i = 0; i < convolutions.size(); i++) {
            String name = "block" + (i + 1);
            active(list, name + ".depthwise", new Convolution(before, KERNEL, i == 0 ? 1 : 2, before, false));
            before = convolutions.get(i);
            active(list, name + ".pointwise", Convolution.withoutBias(before, 1, 1));
            list.output(name);
        }
        return ZooArchitecture.classified(list.add(Places.MEAN), dense, classes);
    }

    private static void active(LayerList.Builder list, String name, Convolution convolution) {
        list.add(name, convolution)
                .add(name + ".norm", new BatchNormalization())
                .add(Activation.RELU);
    }
}
