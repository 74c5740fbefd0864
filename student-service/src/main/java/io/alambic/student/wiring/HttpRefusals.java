package io.alambic.student.wiring;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;

/** What gRPC's statuses are over HTTP, with the sentence as {@code error}. */
final class HttpRefusals {

    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int INTERNAL = 500;
    private static final int UNAVAILABLE = 503;
    private static final int TIMEOUT = 504;

    private HttpRefusals() {}

    static Response of(StatusRuntimeException refusal) {
        Status status = refusal.getStatus();
        String text = status.getDescription() == null ? status.getCode().name() : status.getDescription();
        return Response.status(code(status.getCode()))
                .type(MediaType.APPLICATION_JSON)
                .entity(JsonText.of(Map.of("error", text)))
                .build();
    }

    private static int code(Status.Code code) {
        return switch (code) {
            case INVALID_ARGUMENT, FAILED_PRECONDITION -> BAD_REQUEST;
            case NOT_FOUND -> NOT_FOUND;
            case RESOURCE_EXHAUSTED -> TOO_MANY_REQUESTS;
            case UNAVAILABLE -> UNAVAILABLE;
            case DEADLINE_EXCEEDED -> TIMEOUT;
            default -> INTERNAL;
        };
    }
}
