package io.alambic.mapping.operation;

/** A step of an expression, such as {@code scale(0.5)}. Immutable. */
public interface Operation {

    /**
     * Adds what it does to a chain.
     *
     * @throws IllegalArgumentException if it does not fit behind the steps before it
     */
    void addTo(Chain.Builder chain);
}
