package io.alambic.models.remote;

/** A remote model does not answer at present. The call may succeed later. */
public final class ModelUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** An outage with its cause. */
    public ModelUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
