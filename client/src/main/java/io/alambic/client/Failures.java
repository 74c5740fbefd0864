package io.alambic.client;

import io.alambic.client.InferenceException.Reason;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.channels.ClosedChannelException;

/**
 * Translates gRPC failures into failures that a caller can act on.
 *
 * @param target address of the student
 * @param model name of the model
 */
record Failures(String target, String model) {

    /** Translates a failed call. */
    InferenceException of(Throwable error) {
        if (error instanceof StatusRuntimeException status) {
            return new InferenceException(reason(status.getStatus()), sentence(status.getStatus()), error);
        }
        return failed(error.toString(), error);
    }

    /** Creates the failure for an invalid answer. */
    InferenceException failed(String what, Throwable cause) {
        return new InferenceException(Reason.FAILED, "Model '%s' at %s: %s".formatted(model, target, what), cause);
    }

    private String sentence(Status status) {
        String said = status.getDescription() == null ? "" : ": " + status.getDescription();
        return "Model '%s' at %s does not answer (%s%s)".formatted(model, target, status.getCode(), said);
    }

    private static Reason reason(Status status) {
        if (status.getCause() instanceof ClosedChannelException) {
            return Reason.UNAVAILABLE;
        }
        return switch (status.getCode()) {
            case INVALID_ARGUMENT, OUT_OF_RANGE, FAILED_PRECONDITION -> Reason.INVALID_REQUEST;
            case NOT_FOUND -> Reason.UNKNOWN_MODEL_OR_VERSION;
            case RESOURCE_EXHAUSTED -> Reason.OVERLOADED;
            case UNAVAILABLE -> Reason.UNAVAILABLE;
            case DEADLINE_EXCEEDED -> Reason.DEADLINE_PASSED;
            case CANCELLED -> Reason.CANCELLED;
            default -> Reason.FAILED;
        };
    }
}
