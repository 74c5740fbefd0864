package io.alambic.mapping.operation;

import io.alambic.mapping.value.Unfolding;

/**
 * A step that makes elements of the value itself, as {@code utf8}.
 *
 * @param unfolding what makes them
 */
record Unfold(Unfolding unfolding) implements Operation {

    @Override
    public void addTo(Chain.Builder chain) {
        chain.unfold(unfolding);
    }
}
