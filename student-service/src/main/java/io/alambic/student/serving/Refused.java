package io.alambic.student.serving;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;

/** The ways in which a request is refused. */
final class Refused {

    private Refused() {}

    static StatusRuntimeException invalid(String format, Object... arguments) {
        return Status.INVALID_ARGUMENT
                .withDescription(format.formatted(arguments))
                .asRuntimeException();
    }

    static StatusRuntimeException notFound(String format, Object... arguments) {
        return Status.NOT_FOUND.withDescription(format.formatted(arguments)).asRuntimeException();
    }

    static StatusRuntimeException noWeightsYet(String model) {
        return Status.UNAVAILABLE
                .withDescription("model '%s' has no promoted weights yet".formatted(model))
                .asRuntimeException();
    }

    static StatusRuntimeException overloaded(int queue) {
        return Status.RESOURCE_EXHAUSTED
                .withDescription("%d requests wait already".formatted(queue))
                .asRuntimeException();
    }
}
