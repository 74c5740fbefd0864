package io.alambic.core.settings;

/** A setting that a service cannot start with; the message is one sentence for its operator. */
public final class InvalidSettingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public InvalidSettingException(String message, Throwable cause) {
        super(message, cause);
    }
}
