package io.alambic.core.zoo;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
    public <T> Map<String, T> outputs(Layers<T> layers, T input) {
        Map<String, T> maps = new LinkedHashMap<>();
        T x = input;
        for (int channels : convolutions) {
            String name = "block" + (maps.size() + 1);
            T convolved = layers.convolution(name, x, channels, KERNEL, 1, 1, false);
            x = layers.relu(layers.maxPool(layers.norm(name + "_norm", convolved)));
            maps.put(name, x);
        }
        return ZooArchitecture.classified(layers, layers.mean(x), dense, classes, maps);
    }
}
