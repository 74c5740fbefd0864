package io.alambic.mapping.operation;

import io.alambic.mapping.value.ElementCursor;
import io.alambic.mapping.value.InvalidValueException;

/**
 * 1 at the place that a number names, and 0 at all others.
 *
 * @param width number of places
 */
record OneHot(int width) implements ElementSpread {

    @Override
    public void put(double number, ElementCursor elements) throws InvalidValueException {
        for (int place = 0; place < width; place++) {
            elements.put(place == number ? 1.0 : 0.0);
        }
    }
}
