package io.alambic.core.layer.kind;

import io.alambic.core.layer.Layer;
import io.alambic.core.layer.LayerPass;

/**
 * A learned vector for each token of a text, of which 0 is padding: the first layer of a list that reads INT64.
 *
 * @param vocabulary number of different tokens, padding included
 * @param width length of a vector
 */
public record TokenVectors(int vocabulary, int width) implements Layer {

    /** Name in a list. */
    public static final String WORD = "embedding";

    public TokenVectors {
        Sizes.requirePositive("vocabulary", vocabulary);
        Sizes.requirePositive("width", width);
    }

    @Override
    public String word() {
        return WORD;
    }

    @Override
    public <T> T apply(LayerPass<T> pass, String name, T x) {
        if (x != pass.tokens()) {
            throw new IllegalArgumentException("expected to be the first layer, which takes the tokens");
        }
        return pass.operations().embedding(name, pass.tokens(), vocabulary, width);
    }
}
