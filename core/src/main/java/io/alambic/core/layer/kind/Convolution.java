package io.alambic.core.layer.kind;

import io.alambic.core.layer.Layer;
import io.alambic.core.layer.LayerPass;
import io.alambic.core.layer.Usual;

/**
 * A convolution over all dimensions behind the channels; its padding keeps their size.
 *
 * @param channels that it gives
 * @param kernel width in each dimension, odd
 * @param stride distance of two places in each dimension
 * @param groups into which the channels are divided; as many as channels for one kernel each
 * @param bias whether a learned number is added to each channel
 */
public record Convolution(
        int channels,
        @Usual("3") int kernel,
        @Usual("1") int stride,
        @Usual("1") int groups,
        @Usual("true") boolean bias)
        implements Layer {

    /** Name in a list. */
    public static final String WORD = "convolution";

    public Convolution {
        Sizes.requirePositive("channels", channels);
        Sizes.requirePositive("kernel", kernel);
        Sizes.requirePositive("stride", stride);
        Sizes.requirePositive("groups", groups);
        if (kernel % 2 == 0) {
            throw new IllegalArgumentException("kernel: expected an odd number, but got " + kernel);
        }
        Sizes.requireDivisible("channels", channels, "groups", groups);
    }

    @Override
    public String word() {
        return WORD;
    }

    @Override
    public <T> T apply(LayerPass<T> pass, String name, T x) {
        return pass.operations().convolution(name, x, channels, kernel, stride, groups, bias);
    }

    /** A convolution of stride 1 with a bias. */
    public static Convolution of(int channels, int kernel) {
        return new Convolution(channels, kernel, 1, 1, true);
    }

    /** A convolution that a normalization follows. */
    public static Convolution withoutBias(int channels, int kernel, int stride) {
        return new Convolution(channels, kernel, stride, 1, false);
    }
}
