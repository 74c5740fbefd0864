package io.alambic.student.serving;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;

/** The ways in which a request is refused. */
final class Refused {

    /** Travels in a header, and may quote a request that is much longer. */
    private static final int LONGEST_DESCRIPTION = 1000;

    private Refused() {}

    static StatusRuntimeException invalid(String format, Object... arguments) {
        return refused(Status.INVALID_ARGUMENT, format.formatted(arguments));
    }

    static StatusRuntimeException notFound(String format, Object... arguments) {
        return refused(Status.NOT_FOUND, format.formatted(arguments));
    }

    private static StatusRuntimeException refused(Status status, String description) {
        return status.withDescription(
                        description.length() <= LONGEST_DESCRIPTION
                                ? description
                                : description.substring(0, LONGEST_DESCRIPTION) + "...")
                .asRuntimeException();
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
