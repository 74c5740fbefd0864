package io.alambic.models;

/** A server does not take a request of this size. */
final class RequestTooLargeException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RequestTooLargeException(Throwable cause) {
        super(cause.getMessage(), cause);
    }
}
