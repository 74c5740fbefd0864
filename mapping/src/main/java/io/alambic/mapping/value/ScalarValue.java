package io.alambic.mapping.value;

import java.io.IOException;

/** One value of a record that is neither a list nor an object. */
public interface ScalarValue {

    /** What came. */
    enum Kind {
        WHOLE("number"),
        REAL("number"),
        TEXT("text"),
        FLAG("flag"),
        NONE("null");

        private final String label;

        Kind(String label) {
            this.label = label;
        }
    }

    /** Returns what came. */
    Kind kind();

    /** Returns the value as written. */
    String text() throws IOException;

    /**
     * Returns a number; true is 1 and false is 0.
     *
     * @throws InvalidValueException if it is no number, or needs more than 64 bits
     */
    long asLong() throws IOException, InvalidValueException;

    /** Returns the nearest number of 32 bits; infinity if it is too large. */
    float asFloat() throws IOException, InvalidValueException;

    /** Returns the nearest number of 64 bits; infinity if it is too large. */
    double asDouble() throws IOException, InvalidValueException;

    /** Says that something else was expected. */
    default InvalidValueException insteadOf(String expected) throws IOException {
        return kind() == Kind.NONE
                ? new InvalidValueException("expected %s, but it is missing".formatted(expected))
                : new InvalidValueException("expected %s, but got %s '%s'"
                        .formatted(expected, kind().label, InvalidValueException.shortened(text())));
    }
}
