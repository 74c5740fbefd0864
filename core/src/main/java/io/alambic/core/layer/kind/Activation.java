package io.alambic.core.layer.kind;

import io.alambic.core.layer.Layer;
import io.alambic.core.layer.LayerPass;
import io.alambic.core.layer.Operations.Function;
import java.util.Locale;

/** Functions of each number by itself. */
public enum Activation implements Layer {
    RELU(Function.RELU),
    GELU(Function.GELU),
    TANH(Function.TANH),
    SIGMOID(Function.SIGMOID);

    private final Function function;

    Activation(Function function) {
        this.function = function;
    }

    @Override
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    @Override
    public <T> T apply(LayerPass<T> pass, String name, T x) {
        return pass.operations().activation(function, x);
    }
}
