package io.alambic.mapping.value;

import java.io.IOException;

/** One value of a record that is neither a list nor an object. */
public interface ScalarValue {

    /** What came. */
    enum Kind {
        WHOLE("number"),
        REAL("number"),
        TEXT("text"),
        BYTES("bytes"),
        FLAG("flag"),
        NONE("null");

        private final String label;

        Kind(String label) {
            this.label = label;
        }
    }

    /** Returns what came. */
    Kind kind();

    /** Returns the value as written; bytes as UTF-8, with a sign in place of what is none. */
    String text() throws IOException;

    /**
     * Returns bytes: as they came, or those that a text of base64 stands for. They must not be changed.
     *
     * @throws InvalidValueException if there are none
     */
    byte[] bytes() throws IOException, InvalidValueException;

    /**
     * Returns the value as written; bytes have to be UTF-8.
     *
     * @param expected what a value that has no text should have been
     * @throws InvalidValueException if it is missing, or bytes that are no text
     */
    default String requireText(String expected) throws IOException, InvalidValueException {
        if (kind() == Kind.NONE) {
            throw insteadOf(expected);
        }
        return kind() == Kind.BYTES ? Utf8.strict(bytes()) : text();
    }

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
        return switch (kind()) {
            case NONE -> new InvalidValueException("expected %s, but it is missing".formatted(expected));
            case BYTES -> new InvalidValueException("expected %s, but got bytes".formatted(expected));
            default ->
                new InvalidValueException("expected %s, but got %s '%s'"
                        .formatted(expected, kind().label, InvalidValueException.shortened(text())));
        };
    }
}
