package io.alambic.core.layer.kind;

import io.alambic.core.layer.Layer;
import io.alambic.core.layer.LayerPass;

/**
 * A dense layer over a vector, or over the channels of each place of a series.
 *
 * @param units numbers that it gives
 */
public record LinearLayer(int units) implements Layer {

    /** Name in a list. */
    public static final String WORD = "linear";

    public LinearLayer {
        Sizes.requirePositive("units", units);
    }

    @Override
    public String word() {
        return WORD;
    }

    @Override
    public <T> T apply(LayerPass<T> pass, String name, T x) {
        return pass.operations().linear(name, x, units);
    }
}
