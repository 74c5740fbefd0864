package io.alambic.core.zoo;

import java.util.List;
import java.util.Map;

/**
 * A classifier of texts that knows short runs of words: the vectors of all tokens, then convolutions of width 3 along the text,
 * each with ReLU; the largest value of each channel follows, then dense layers with ReLU.
 *
 * <p>Input: INT64, [T]. Output: {@code logits} [classes].
 *
 * @param tokens name of the input
 * @param vocabulary number of different tokens, padding included
 * @param width length of the vector of a token
 * @param convolutions channels of each convolution, at least one
 * @param dense widths of the dense layers before the logits, possibly none
 * @param classes number of logits, at least 2
 */
public record TextCnn(
        String tokens, int vocabulary, int width, List<Integer> convolutions, List<Integer> dense, int classes)
        implements TextArchitecture {

    /** Name in configuration. */
    public static final String KIND = "text-cnn";

    private static final int KERNEL = 3;

    public TextCnn {
        convolutions = List.copyOf(convolutions);
        dense = List.copyOf(dense);
        TextArchitecture.require(tokens, vocabulary, width, dense, classes);
        ZooArchitecture.requireBlocks(convolutions);
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public <T> Map<String, T> outputs(Layers<T> layers, T input) {
        T x = layers.masked(layers.embedding("embedding", input, vocabulary, width), input);
        for (int i = 0; i < convolutions.size(); i++) {
            T convolved = layers.convolution("block" + (i + 1), x, convolutions.get(i), KERNEL, 1, 1, true);
            x = layers.masked(layers.relu(convolved), input);
        }
        return ZooArchitecture.classified(layers, layers.maximum(x), dense, classes, Map.of());
    }
}
