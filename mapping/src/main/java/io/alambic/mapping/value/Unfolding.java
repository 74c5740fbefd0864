package io.alambic.mapping.value;

import java.io.IOException;
import java.util.OptionalLong;

/** Makes elements of one value, as many as it gives. Immutable, thread safe. */
public interface Unfolding {

    /**
     * Returns it for a tensor.
     *
     * @throws IllegalArgumentException if the tensor cannot hold what it makes
     */
    default Unfolding fittedTo(TargetTensor tensor) {
        return this;
    }

    /** Returns whether this takes much longer than to hand the value to another thread. */
    default boolean isCostly() {
        return false;
    }

    /** Returns the largest whole number that it can make; empty if nothing bounds it. */
    default OptionalLong most() {
        return OptionalLong.empty();
    }

    /**
     * Returns the elements.
     *
     * @param last what was made last of a value of this record; the same value can fill several tensors
     * @throws InvalidValueException if the value has none
     */
    Elements unfold(ScalarValue value, LastResult last) throws IOException, InvalidValueException;
}
