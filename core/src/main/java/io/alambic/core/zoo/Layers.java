package io.alambic.core.zoo;

/**
 * The layers of the architectures of the zoo. An architecture describes the sequence of its layers once. Run over shapes, it
 * gives the signature, parameters and multiply-adds; run over arrays, it is a pass. Shapes are channels first, behind the batch dimension; every layer that learns has a name.
 *
 * @param <T> type of the values between layers
 */
public interface Layers<T> {

    /** What batch normalisation adds to the variance. */
    float NORM_EPSILON = 1e-5f;

    /**
     * A convolution over all dimensions behind the channels.
     *
     * @param kernel width in each dimension, odd; the padding keeps the size
     * @param stride 1, or 2 to halve the size, rounded up
     * @param groups 1, or the number of channels for one kernel per channel
     * @param bias whether to add one; a normalisation that follows makes it needless
     */
    T convolution(String name, T x, int filters, int kernel, int stride, int groups, boolean bias);

    /** Batch normalisation, with running statistics in inference. */
    T norm(String name, T x);

    /** A dense layer over vectors. */
    T linear(String name, T x, int units);

    T relu(T x);

    T add(T one, T other);

    /** Maximum over windows of 2 in each dimension behind the channels; the size is halved, rounded down. */
    T maxPool(T x);

    /** Mean of each channel: a vector. */
    T mean(T x);

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
     * Returns x with 0 in the places of padding.
     *
     * @param x [N, channels, T]
     * @param tokens [N, T], 0 where there is padding
     */
    T masked(T x, T tokens);

    /** Mean of each channel over the places that are no padding: a vector; 0 if all are. */
    T maskedMean(T x, T tokens);

    /** Maximum of each channel: a vector. */
    T maximum(T x);
}
