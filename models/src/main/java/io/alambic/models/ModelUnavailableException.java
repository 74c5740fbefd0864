package io.alambic.models;

/** A remote model does not answer for now. What it was asked about stays in Kafka, and is asked again. */
public final class ModelUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** A reason to ask again later. */
    public ModelUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
