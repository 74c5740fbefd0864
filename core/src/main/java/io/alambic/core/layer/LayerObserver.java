package io.alambic.core.layer;

/**
 * Is told about each layer of a pass.
 *
 * @param <T> type of the values between layers
 */
public interface LayerObserver<T> {

    /**
     * A layer begins.
     *
     * @param depth 1 for a layer of the list itself, one more for each list around it
     * @param name of the layer, with those of the layers around it
     */
    default void before(int depth, String name, Layer layer) {}

    /** A layer has given its value. */
    default void after(int depth, T value) {}
}
