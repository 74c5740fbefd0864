package io.alambic.mapping.operation;

import io.alambic.mapping.value.ElementCursor;
import io.alambic.mapping.value.InvalidValueException;

/** Makes elements of one number. Immutable. */
interface ElementSpread {

    /** Returns the number of elements. */
    int width();

    /**
     * Puts the elements.
     *
     * @throws InvalidValueException if the tensor's type cannot hold one
     */
    void put(double number, ElementCursor elements) throws InvalidValueException;
}
