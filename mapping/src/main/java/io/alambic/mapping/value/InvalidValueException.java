package io.alambic.mapping.value;

/** A value that is not as a mapping expects it; the message says what was expected and what came, but not where. */
public final class InvalidValueException extends Exception {

    private static final long serialVersionUID = 1L;
    private static final int LONGEST_QUOTE = 60;

    /** A hostile record has one in every value: it has no stack trace. */
    public InvalidValueException(String message) {
        super(message, null, false, false);
    }

    /** Returns the beginning of a text, to be quoted. */
    public static String shortened(String text) {
        return text.length() <= LONGEST_QUOTE ? text : text.substring(0, LONGEST_QUOTE) + "...";
    }
}
