package io.alambic.core.zoo;

import io.alambic.core.layer.LayerList;
import io.alambic.core.layer.kind.Activation;
import io.alambic.core.layer.kind.Convolution;
import io.alambic.core.layer.kind.Places;
import io.alambic.core.layer.kind.TokenVectors;
import java.util.List;

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
    public LayerList layers() {
        LayerList.Builder list = LayerList.builder()
                .add("embedding", new TokenVectors(vocabulary, width))
                .add(Places.MASK);
        for (int i = 0; i < convolutions.size(); i++) {
            list.add("block" + (i + 1), Convolution.of(convolutions.get(i), KERNEL))
                    .add(Activation.RELU)
                    .add(Places.MASK);
        }
        return ZooArchitecture.classified(list.add(Places.MAXIMUM), dense, classes);
    }
}
