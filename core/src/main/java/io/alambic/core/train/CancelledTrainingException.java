package io.alambic.core.train;

/** Training was interrupted. */
public final class CancelledTrainingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    CancelledTrainingException() {
        super("training was interrupted");
    }
}
