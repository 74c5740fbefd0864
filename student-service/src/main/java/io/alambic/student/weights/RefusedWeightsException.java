package io.alambic.student.weights;

/** Received weights are refused; the message says what was expected and received. */
final class RefusedWeightsException extends Exception {

    private static final long serialVersionUID = 1L;

    private final WeightsRefusal reason;

    RefusedWeightsException(WeightsRefusal reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    WeightsRefusal reason() {
        return reason;
    }
}
