package io.alambic.core.zoo;

import io.alambic.core.layer.LayerList;
import io.alambic.core.layer.kind.Places;
import io.alambic.core.layer.kind.TokenVectors;
import java.util.List;

/**
 * A classifier of texts that knows words, but not their order: the mean of the vectors of all tokens, then dense layers with ReLU.
 *
 * <p>Input: INT64, [T]. Output: {@code logits} [classes].
 *
 * @param tokens name of the input
 * @param vocabulary number of different tokens, padding included
 * @param width length of the vector of a token
 * @param dense widths of the dense layers before the logits, possibly none
 * @param classes number of logits, at least 2
 */
public record TextEmbeddingBag(String tokens, int vocabulary, int width, List<Integer> dense, int classes)
        implements TextArchitecture {

    /** Name in configuration. */
    public static final String KIND = "text-embedding-bag";

    public TextEmbeddingBag {
        dense = List.copyOf(dense);
        TextArchitecture.require(tokens, vocabulary, width, dense, classes);
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public List<Integer> convolutions() {
        return List.of();
    }

    @Override
    public LayerList layers() {
        LayerList.Builder list = LayerList.builder()
                .add("embedding", new TokenVectors(vocabulary, width))
                .add(Places.MASKED_MEAN);
        return ZooArchitecture.classified(list, dense, classes);
    }
}
