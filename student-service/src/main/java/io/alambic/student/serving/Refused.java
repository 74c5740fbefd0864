package io.alambic.student.serving;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.List;

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

    /** Nothing answers yet, or not that version. */
    static StatusRuntimeException notServed(String model, String version, List<ServedModel> served) {
        if (version.isEmpty()) {
            return Status.UNAVAILABLE
                    .withDescription("model '%s' has no promoted weights yet".formatted(model))
                    .asRuntimeException();
        }
        return notFound(
                "version '%s' of model '%s' is not served; served are %s",
                version, model, served.stream().map(ServedModel::version).toList());
    }

    static StatusRuntimeException overloaded(QueueLimits limits) {
        return Status.RESOURCE_EXHAUSTED
                .withDescription(
                        "no more than %d requests and %d bytes wait at once".formatted(limits.calls(), limits.bytes()))
                .asRuntimeException();
    }

    static StatusRuntimeException stopping() {
        return Status.UNAVAILABLE.withDescription("the server stops").asRuntimeException();
    }
}
