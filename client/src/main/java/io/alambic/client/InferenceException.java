package io.alambic.client;

import java.util.Objects;

/** Reports why a student gave no answer. The message names the student and quotes its reply. */
public final class InferenceException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** The kind of failure, which tells a caller how to react. */
    public enum Reason {
        /**
         * The request does not fit the model, so retrying is useless. The message names the tensor and the
         * mismatch.
         */
        INVALID_REQUEST,
        /** There is no such model, or the version no longer answers. */
        UNKNOWN_MODEL_OR_VERSION,
        /** Too many requests are waiting at the student: retry later, or send fewer. */
        OVERLOADED,
        /** No student listens there, it is stopping, or it has no weights yet; all allowed attempts failed. */
        UNAVAILABLE,
        /** No answer arrived before the deadline. */
        DEADLINE_PASSED,
        /** The caller cancelled the call. */
        CANCELLED,
        /** The other side is not a student, or it has an internal error. */
        FAILED
    }

    private final Reason reason;

    InferenceException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = Objects.requireNonNull(reason);
    }

    /** Returns the kind of failure. */
    public Reason reason() {
        return reason;
    }
}
