package io.alambic.models.remote;

/** A server does not take a request of this size. */
public final class RequestTooLargeException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RequestTooLargeException(Throwable cause) {
        super(cause.getMessage(), cause);
    }
}
