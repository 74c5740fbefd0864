package io.alambic.mapping.operation;

import io.alambic.mapping.value.InvalidValueException;
import io.alambic.mapping.value.ScalarValue;
import java.io.IOException;

/** Makes numbers of one value, as many as it gives. Immutable. */
@FunctionalInterface
public interface Unfolding {

    /**
     * Returns the numbers, at least one.
     *
     * @throws InvalidValueException if the value has none
     */
    int[] unfold(ScalarValue value) throws IOException, InvalidValueException;
}
