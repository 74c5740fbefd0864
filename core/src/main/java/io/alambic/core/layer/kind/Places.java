package io.alambic.core.layer.kind;

import io.alambic.core.layer.Layer;
import io.alambic.core.layer.LayerPass;

/** What becomes of the places of a map or a series. */
public enum Places implements Layer {

    /** The mean of each channel. */
    MEAN("mean"),

    /** The mean of each channel over the places of a text that are no padding; 0 if all are. */
    MASKED_MEAN("masked-mean"),

    /** The largest number of each channel. */
    MAXIMUM("maximum"),

    /** All numbers as one vector. */
    FLATTEN("flatten"),

    /** 0 in the places of padding. */
    MASK("mask");

    private final String word;

    Places(String word) {
        this.word = word;
    }

    @Override
    public String word() {
        return word;
    }

    @Override
    public <T> T apply(LayerPass<T> pass, String name, T x) {
        return switch (this) {
            case MEAN -> pass.operations().mean(x);
            case MASKED_MEAN -> pass.operations().maskedMean(x, pass.tokens());
            case MAXIMUM -> pass.operations().maximum(x);
            case FLATTEN -> pass.operations().flatten(x);
            case MASK -> pass.operations().masked(x, pass.tokens());
        };
    }
}
