package io.alambic.core.zoo;

import java.util.List;

/**
 * The sizes of a text architecture; each architecture takes those that it has.
 *
 * @param vocabulary number of different tokens, padding included
 * @param width length of the vector of a token
 * @param convolutions channels of each convolution
 * @param heads of each attention
 * @param encoders number of encoders
 * @param dense widths of hidden layers
 * @param classes number of logits
 */
public record TextSizes(
        int vocabulary,
        int width,
        List<Integer> convolutions,
        int heads,
        int encoders,
        List<Integer> dense,
        int classes) {

    public TextSizes {
        convolutions = List.copyOf(convolutions);
        dense = List.copyOf(dense);
    }
}
