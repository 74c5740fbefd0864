package io.alambic.core.settings;

/** An invalid setting; the message is one sentence for the operator. */
public final class InvalidSettingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public InvalidSettingException(String message, Throwable cause) {
        super(message, cause);
    }
}
