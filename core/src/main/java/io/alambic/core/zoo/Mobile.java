package io.alambic.core.zoo;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
    public <T> Map<String, T> outputs(Layers<T> layers, T input) {
        Map<String, T> maps = new LinkedHashMap<>();
        T x = active(layers, "stem", layers.convolution("stem", input, convolutions.get(0), KERNEL, 1, 1, false));
        for (int channels : convolutions) {
            String name = "block" + (maps.size() + 1);
            x = block(layers, name, x, channels, maps.isEmpty() ? 1 : 2);
            maps.put(name, x);
        }
        return ZooArchitecture.classified(layers, layers.mean(x), dense, classes, maps);
    }

    private static <T> T block(Layers<T> layers, String name, T x, int channels, int stride) {
        int all = layers.channels(x);
        String depth = name + "_depthwise";
        String point = name + "_pointwise";
        T spread = active(layers, depth, layers.convolution(depth, x, all, KERNEL, stride, all, false));
        return active(layers, point, layers.convolution(point, spread, channels, 1, 1, 1, false));
    }

    private static <T> T active(Layers<T> layers, String name, T x) {
        return layers.relu(layers.norm(name + "_norm", x));
    }
}
