package io.alambic.student.weights;

/** Weights that are not served; the message says what was expected and what came. */
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
