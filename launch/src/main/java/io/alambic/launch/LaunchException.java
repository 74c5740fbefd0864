package io.alambic.launch;

/**
 * A process could not be started, ended by itself, or did not do in time what was awaited; the message is one clear
 * sentence.
 */
public final class LaunchException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** A failure without an underlying exception. */
    public LaunchException(String sentence) {
        super(sentence);
    }

    /** A failure with its cause. */
    public LaunchException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
