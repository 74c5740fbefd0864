package io.alambic.core.zoo;

import io.alambic.core.layer.LayerList;
import io.alambic.core.layer.kind.Activation;
import io.alambic.core.layer.kind.LayerNormalization;
import io.alambic.core.layer.kind.LinearLayer;
import io.alambic.core.layer.kind.MultiHeadAttention;
import io.alambic.core.layer.kind.Places;
import io.alambic.core.layer.kind.PositionVectors;
import io.alambic.core.layer.kind.SkipConnection;
import io.alambic.core.layer.kind.TokenVectors;
import java.util.List;

/**
 * A classifier of texts that knows the order of words and what they refer to (Vaswani et al. 2017): the vectors of all tokens and of
 * their places, then encoders. Each adds self-attention, then two dense layers with GELU, four times as wide between them; both are
 * normalized before (Xiong et al. 2020). The mean over the tokens follows, then dense layers with ReLU.
 *
 * <p>Input: INT64, [T], at most {@link TextArchitecture#LONGEST}. Output: {@code logits} [classes].
 *
 * @param tokens name of the input
 * @param vocabulary number of different tokens, padding included
 * @param width length of the vector of a token
 * @param heads of each attention; they divide the width
 * @param encoders number of encoders, at least one
 * @param dense widths of the dense layers before the logits, possibly none
 * @param classes number of logits, at least 2
 */
public record TextTransformer(
        String tokens, int vocabulary, int width, int heads, int encoders, List<Integer> dense, int classes)
        implements TextArchitecture {

    /** Name in configuration. */
    public static final String KIND = "text-transformer";

    private static final int WIDER = 4;

    public TextTransformer {
        dense = List.copyOf(dense);
        TextArchitecture.require(tokens, vocabulary, width, dense, classes);
        if (encoders < 1) {
            throw new IllegalArgumentException("encoders must be at least 1, but is " + encoders);
        }
        if (heads < 1 || width % heads != 0) {
            throw new IllegalArgumentException("heads must divide the width %d, but is %d".formatted(width, heads));
        }
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
                .add("positions", new PositionVectors(LONGEST));
        for (int i = 0; i < encoders; i++) {
            String name = "encoder" + (i + 1);
            list.add(
                            name + ".attend",
                            new SkipConnection(normed().add("attention", new MultiHeadAttention(heads))
                                    .build()))
                    .add(
                            name + ".feed",
                            new SkipConnection(normed().add("wide", new LinearLayer(WIDER * width))
                                    .add(Activation.GELU)
                                    .add("narrow", new LinearLayer(width))
                                    .build()));
        }
        list.add("norm", new LayerNormalization()).add(Places.MASKED_MEAN);
        return ZooArchitecture.classified(list, dense, classes);
    }

    private static LayerList.Builder normed() {
        return LayerList.builder().add("norm", new LayerNormalization());
    }
}
