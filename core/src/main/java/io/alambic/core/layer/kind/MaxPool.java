package io.alambic.core.layer.kind;

import io.alambic.core.layer.Layer;
import io.alambic.core.layer.LayerPass;
import io.alambic.core.layer.Usual;

/**
 * The largest number of each window; the sizes are divided, rounded down.
 *
 * @param window width in each dimension
 */
public record MaxPool(@Usual("2") int window) implements Layer {

    /** Name in a list. */
    public static final String WORD = "max-pool";

    public MaxPool {
        Sizes.requirePositive("window", window);
    }

    @Override
    public String word() {
        return WORD;
    }

    @Override
    public <T> T apply(LayerPass<T> pass, String name, T x) {
        return pass.operations().maxPool(x, window);
    }
}
