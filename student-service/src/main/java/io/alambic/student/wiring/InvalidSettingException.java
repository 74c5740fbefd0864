package io.alambic.student.wiring;

/** A setting that the service cannot start with; the message is one sentence for its operator. */
final class InvalidSettingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    InvalidSettingException(String message, Throwable cause) {
        super(message, cause);
    }
}
