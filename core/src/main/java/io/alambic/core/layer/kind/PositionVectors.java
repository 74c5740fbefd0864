package io.alambic.core.layer.kind;

import io.alambic.core.layer.Layer;
import io.alambic.core.layer.LayerPass;

/**
 * Adds a learned vector for each place of a series.
 *
 * @param longest most places that a series may have
 */
public record PositionVectors(int longest) implements Layer {

    /** Name in a list. */
    public static final String WORD = "positions";

    public PositionVectors {
        Sizes.requirePositive("longest", longest);
    }

    @Override
    public String word() {
        return WORD;
    }

    @Override
    public <T> T apply(LayerPass<T> pass, String name, T x) {
        return pass.operations().positions(name, x, longest);
    }
}
