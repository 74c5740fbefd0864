package io.alambic.client;

import java.util.Objects;

/** Why a student gave no answer. The message names the student and says what it said. */
public final class InferenceException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What a caller can do about it. */
    public enum Reason {
        /** The request does not fit the model, and never will: the message says which tensor, and how. */
        INVALID_REQUEST,
        /** There is no such model, or that version answers no longer. */
        UNKNOWN_MODEL_OR_VERSION,
        /** Too much waits at the student already: ask later, or less often. */
        OVERLOADED,
        /** Nobody answers there, the student stops, or it has no weights yet; asked as often as allowed. */
        UNAVAILABLE,
        /** No answer came in time. */
        DEADLINE_PASSED,
        /** The caller gave up. */
        CANCELLED,
        /** What answered is not a student, or is at fault. */
        FAILED
    }

    private final Reason reason;

    InferenceException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = Objects.requireNonNull(reason);
    }

    /** What a caller can do about it. */
    public Reason reason() {
        return reason;
    }
}
