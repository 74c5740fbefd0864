package io.alambic.core.layer.kind;

import io.alambic.core.layer.Layer;
import io.alambic.core.layer.LayerList;
import io.alambic.core.layer.LayerPass;
import io.alambic.core.layer.Usual;

/**
 * Adds what layers give to what they take (He et al. 2016).
 *
 * @param layers whose value is added
 * @param around layers on the way around them, where shapes differ
 */
public record SkipConnection(LayerList layers, @Usual("[]") LayerList around) implements Layer {

    /** Name in a list. */
    public static final String WORD = "residual";

    public SkipConnection {
        if (layers.layers().isEmpty()) {
            throw new IllegalArgumentException("layers: expected at least one layer, but got none");
        }
    }

    /** A connection that leads what the layers take around them as it is. */
    public SkipConnection(LayerList layers) {
        this(layers, LayerList.EMPTY);
    }

    @Override
    public String word() {
        return WORD;
    }

    @Override
    public <T> T apply(LayerPass<T> pass, String name, T x) {
        T inner = pass.run(layers, name, "layers", x);
        return pass.operations().add(inner, pass.run(around, name + ".around", "around", x));
    }
}
