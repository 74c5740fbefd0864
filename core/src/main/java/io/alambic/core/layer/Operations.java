package io.alambic.core.layer;

import java.util.List;

/**
 * What layers are made of. Run over shapes, a list of layers gives the signature, parameters and multiply-adds; run over arrays, it
 * is a pass; run over names, it is an ONNX file.
 *
 * <p>Values are [N, channels], or [N, channels, places...]; the tokens of a text are [N, T]. Every operation that learns has a name
 * of its own. Operations over shapes refuse what does not fit; the others are only run where these did not.
 *
 * @param <T> type of the values between layers
 */
public interface Operations<T> {

    /** What normalizations add to the variance. */
    float NORM_EPSILON = 1e-5f;

    /** Functions of each number by itself. */
    enum Function {
        RELU,
        GELU,
        TANH,
        SIGMOID
    }

    /**
     * A convolution over all dimensions behind the channels.
     *
     * @param kernel width in each dimension, odd; the padding keeps the size
     * @param stride 1 to keep the size, else it is divided, rounded up
     * @param groups 1, or the number of channels for one kernel per channel
     * @param bias whether to add one; a normalization that follows makes it needless
     */
    T convolution(String name, T x, int filters, int kernel, int stride, int groups, boolean bias);

    /** Batch normalization, with running statistics in inference. */
    T batchNorm(String name, T x);

    /** Normalization over the channels of each place, with a learned scale and shift. */
    T layerNorm(String name, T x);

    /** A dense layer over a vector, or over the channels of each place of a series. */
    T linear(String name, T x, int units);

    T activation(Function function, T x);

    T add(T one, T other);

    /** Channels of one behind those of the other. */
    T concatenate(List<T> values);

    /** Maximum over windows in each dimension behind the channels; the size is divided by that of the window, rounded down. */
    T maxPool(T x, int window);

    /** Mean over windows, likewise. */
    T averagePool(T x, int window);

    /** Mean of each channel: a vector. */
    T mean(T x);

    /** Maximum of each channel: a vector. */
    T maximum(T x);

    /** Everything behind the batch dimension as a vector. */
    T flatten(T x);

    /** Channels of x. */
    int channels(T x);

    /**
     * The vector of each token: [N, width, T]. That of token 0, which is padding, is one like any other.
     *
     * @param tokens [N, T], each less than the vocabulary
     */
    T embedding(String name, T tokens, int vocabulary, int width);

    /**
     * Adds a learned vector for each place.
     *
     * @param x [N, channels, T], with T at most longest
     */
    T positions(String name, T x, int longest);

    /**
     * Returns x with 0 in the places of padding.
     *
     * @param x [N, channels, T]
     * @param tokens [N, T], 0 where there is padding
     */
    T masked(T x, T tokens);

    /** Mean of each channel over the places that are no padding: a vector; 0 if all are. */
    T maskedMean(T x, T tokens);

    /**
     * Scaled dot-product attention: {@code v · softmax(qᵀ k / √d)ᵀ} for each head of d channels.
     *
     * @param query, keys and values [N, channels, T]
     * @param heads into which the channels are divided
     */
    T attention(T query, T keys, T values, int heads);

    /** Attention that leaves out the places of padding. */
    T maskedAttention(T query, T keys, T values, int heads, T tokens);
}
