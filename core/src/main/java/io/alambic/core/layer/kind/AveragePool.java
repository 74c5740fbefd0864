package io.alambic.core.layer.kind;

import io.alambic.core.layer.Layer;
import io.alambic.core.layer.LayerPass;
import io.alambic.core.layer.Usual;

/**
 * The mean of each window; the sizes are divided, rounded down.
 *
 * @param window width in each dimension
 */
public record AveragePool(@Usual("2") int window) implements Layer {

    /** Name in a list. */
    public static final String WORD = "average-pool";

    public AveragePool {
        Sizes.requirePositive("window", window);
    }

    @Override
    public String word() {
        return WORD;
    }

    @Override
    public <T> T apply(LayerPass<T> pass, String name, T x) {
        return pass.operations().averagePool(x, window);
    }
}
