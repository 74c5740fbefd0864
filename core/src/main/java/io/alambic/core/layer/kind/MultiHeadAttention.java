package io.alambic.core.layer.kind;

import io.alambic.core.layer.Layer;
import io.alambic.core.layer.LayerPass;
import io.alambic.core.layer.Operations;

/**
 * Self-attention between the places of a series (Vaswani et al. 2017). Places of padding are left out.
 *
 * @param heads into which the channels are divided
 */
public record MultiHeadAttention(int heads) implements Layer {

    /** Name in a list. */
    public static final String WORD = "attention";

    public MultiHeadAttention {
        Sizes.requirePositive("heads", heads);
    }

    @Override
    public String word() {
        return WORD;
    }

    @Override
    public <T> T apply(LayerPass<T> pass, String name, T x) {
        Operations<T> operations = pass.operations();
        int channels = operations.channels(x);
        Sizes.requireDivisible("channels", channels, "heads", heads);
        T query = operations.linear(name + ".query", x, channels);
        T keys = operations.linear(name + ".key", x, channels);
        T values = operations.linear(name + ".value", x, channels);
        T joined = pass.readsTokens()
                ? operations.maskedAttention(query, keys, values, heads, pass.tokens())
                : operations.attention(query, keys, values, heads);
        return operations.linear(name + ".output", joined, channels);
    }
}
