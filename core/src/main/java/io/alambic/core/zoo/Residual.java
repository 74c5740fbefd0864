package io.alambic.core.zoo;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
    public <T> Map<String, T> outputs(Layers<T> layers, T input) {
        Map<String, T> maps = new LinkedHashMap<>();
        T x = layers.relu(normed(layers, "stem", input, convolutions.get(0), KERNEL, 1));
        for (int channels : convolutions) {
            x = block(layers, "block" + (maps.size() + 1), x, channels, maps.isEmpty() ? 1 : 2);
            maps.put("block" + (maps.size() + 1), x);
        }
        return ZooArchitecture.classified(layers, layers.mean(x), dense, classes, maps);
    }

    private static <T> T block(Layers<T> layers, String name, T x, int channels, int stride) {
        T first = layers.relu(normed(layers, name + "_first", x, channels, KERNEL, stride));
        T second = normed(layers, name + "_second", first, channels, KERNEL, 1);
        boolean fits = stride == 1 && layers.channels(x) == channels;
        T around = fits ? x : normed(layers, name + "_around", x, channels, 1, stride);
        return layers.relu(layers.add(second, around));
    }

    private static <T> T normed(Layers<T> layers, String name, T x, int channels, int kernel, int stride) {
        return layers.norm(
                name + "_norm", layers.convolution(name + "_convolution", x, channels, kernel, stride, 1, false));
    }
}
