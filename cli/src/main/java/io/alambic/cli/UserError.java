package io.alambic.cli;

/** A failure that the user can act on. Its message is one clear sentence. */
public final class UserError extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** Creates a failure without an underlying exception. */
    public UserError(String sentence) {
        super(sentence);
    }

    /** Creates a failure with its cause, which goes to the log and not to the terminal. */
    public UserError(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
