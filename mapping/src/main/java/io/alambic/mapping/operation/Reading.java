package io.alambic.mapping.operation;

import io.alambic.mapping.value.InvalidValueException;
import io.alambic.mapping.value.ScalarValue;
import java.io.IOException;

/** Reads a value as a number. Immutable. */
@FunctionalInterface
interface Reading {

    /**
     * Returns the number.
     *
     * @throws InvalidValueException if the value has none
     */
    double read(ScalarValue value) throws IOException, InvalidValueException;
}
