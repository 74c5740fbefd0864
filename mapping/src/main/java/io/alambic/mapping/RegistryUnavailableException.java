package io.alambic.mapping;

/** A schema registry does not answer at present. Records that need it are not at fault; ask again later. */
public final class RegistryUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** An outage; the cause may be null. */
    public RegistryUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
