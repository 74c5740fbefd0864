package io.alambic.cli;

/** A failure that the person at the keyboard can act on: its message is one clear sentence. */
public final class UserError extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** A failure without an underlying exception. */
    public UserError(String sentence) {
        super(sentence);
    }

    /** A failure with the exception behind it, which goes to the log and not to the terminal. */
    public UserError(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
