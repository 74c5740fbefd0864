package io.alambic.core.checkpoint;

/** A whole checkpoint, but of another model or format; the message says which. */
final class ForeignCheckpointException extends Exception {

    private static final long serialVersionUID = 1L;

    ForeignCheckpointException(String message) {
        super(message);
    }
}
