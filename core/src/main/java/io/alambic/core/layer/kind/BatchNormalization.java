package io.alambic.core.layer.kind;

import io.alambic.core.layer.Layer;
import io.alambic.core.layer.LayerPass;

/**
 * Batch normalization of each channel, with running statistics in inference.
 */
public record BatchNormalization() implements Layer {

    /** Name in a list. */
    public static final String WORD = "batch-norm";

    @Override
    public String word() {
        return WORD;
    }

    @Override
    public <T> T apply(LayerPass<T> pass, String name, T x) {
        return pass.operations().batchNorm(name, x);
    }
}
