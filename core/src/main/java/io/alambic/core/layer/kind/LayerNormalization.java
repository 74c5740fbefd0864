package io.alambic.core.layer.kind;

import io.alambic.core.layer.Layer;
import io.alambic.core.layer.LayerPass;

/**
 * Normalization over the channels of each place, with a learned scale and shift (Ba et al. 2016).
 */
public record LayerNormalization() implements Layer {

    /** Name in a list. */
    public static final String WORD = "layer-norm";

    @Override
    public String word() {
        return WORD;
    }

    @Override
    public <T> T apply(LayerPass<T> pass, String name, T x) {
        return pass.operations().layerNorm(name, x);
    }
}
