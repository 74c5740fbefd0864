package io.alambic.student.protocol;

import io.alambic.student.registry.ServedModel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.List;

/** Creates the refusals of requests. */
public final class Refused {

    /** The description is sent in a header and may quote a much longer request. */
    private static final int LONGEST_DESCRIPTION = 1000;

    private Refused() {}

    public static StatusRuntimeException invalid(String format, Object... arguments) {
        return refused(Status.INVALID_ARGUMENT, format.formatted(arguments));
    }

    static StatusRuntimeException notFinite(String input, int element) {
        return invalid("input '%s': element %d is not a finite number of its type", input, element);
    }

    public static StatusRuntimeException notFound(String format, Object... arguments) {
        return refused(Status.NOT_FOUND, format.formatted(arguments));
    }

    private static StatusRuntimeException refused(Status status, String description) {
        return status.withDescription(
                        description.length() <= LONGEST_DESCRIPTION
                                ? description
                                : description.substring(0, LONGEST_DESCRIPTION) + "...")
                .asRuntimeException();
    }

    /** Refuses a version that does not answer, or any request before the first promotion. */
    public static StatusRuntimeException notServed(String model, String version, List<ServedModel> served) {
        if (version.isEmpty()) {
            return Status.UNAVAILABLE
                    .withDescription("model '%s' has no promoted weights yet".formatted(model))
                    .asRuntimeException();
        }
        return notFound(
                "version '%s' of model '%s' is not served; served are %s",
                version, model, served.stream().map(ServedModel::version).toList());
    }

    public static StatusRuntimeException overloaded(int calls, long bytes) {
        return Status.RESOURCE_EXHAUSTED
                .withDescription("no more than %d requests and %d bytes wait at once".formatted(calls, bytes))
                .asRuntimeException();
    }

    /** Refuses a request that can be answered later: its own contents are not at fault. */
    public static StatusRuntimeException unavailable(String description) {
        return refused(Status.UNAVAILABLE, description);
    }

    public static StatusRuntimeException stopping() {
        return Status.UNAVAILABLE.withDescription("the server stops").asRuntimeException();
    }
}
