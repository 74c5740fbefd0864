package io.alambic.core.bucket;

/**
 * Places of samples with open dimensions, such as the tokens of texts or the pixels of images: products of their sizes.
 *
 * @param own places of the samples themselves
 * @param padding places that are computed besides, up to the samples' buckets
 */
public record ComputedPlaces(long own, long padding) {

    /** Of samples without open dimensions. */
    public static final ComputedPlaces NONE = new ComputedPlaces(0, 0);

    /** Returns both together. */
    public ComputedPlaces plus(ComputedPlaces other) {
        return new ComputedPlaces(own + other.own, padding + other.padding);
    }
}
