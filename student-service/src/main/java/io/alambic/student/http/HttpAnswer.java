package io.alambic.student.http;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * The answer to an HTTP request.
 *
 * @param code HTTP status
 * @param body JSON, and whatever binary tensors follow it
 */
public record HttpAnswer(int code, HttpBody body) {

    private static final int OK = 200;
    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;
    private static final int TOO_LARGE = 413;
    private static final int UNSUPPORTED = 415;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int INTERNAL = 500;
    private static final int UNAVAILABLE = 503;
    private static final int TIMEOUT = 504;

    static HttpAnswer ok(HttpBody body) {
        return new HttpAnswer(OK, body);
    }

    static HttpAnswer ok(Object value) {
        return json(OK, value);
    }

    /** Answers whether something is ready: with 200 or, as the protocol has it, with 400. */
    static HttpAnswer ready(boolean ready, Object value) {
        return json(ready ? OK : BAD_REQUEST, value);
    }

    /** Translates the status of a refusal; its description becomes the field {@code error}. */
    public static HttpAnswer refused(StatusRuntimeException refusal) {
        Status status = refusal.getStatus();
        String text = status.getDescription() == null ? status.getCode().name() : status.getDescription();
        return json(code(status.getCode()), Map.of("error", text));
    }

    /** Refuses a request that is none of the protocol's, or of an extension that is not offered. */
    public static HttpAnswer unknownCall() {
        return json(NOT_FOUND, Map.of("error", "this call is not offered; /q/openapi describes those that are"));
    }

    /** Refuses a body whose coding is not known. */
    static HttpAnswer unsupportedCoding(String coding) {
        return json(
                UNSUPPORTED,
                Map.of("error", "Content-Encoding '%s' is not read; gzip and deflate are".formatted(coding)));
    }

    /** Refuses a body that is too large. */
    public static HttpAnswer tooLarge(long maxBytes) {
        return json(TOO_LARGE, Map.of("error", "the request has more than %,d bytes".formatted(maxBytes)));
    }

    /** Reports a fault of the server. */
    static HttpAnswer failed(Throwable reason) {
        return json(INTERNAL, Map.of("error", "the request failed: " + reason));
    }

    private static HttpAnswer json(int code, Object value) {
        byte[] json = JsonText.of(value).getBytes(StandardCharsets.UTF_8);
        return new HttpAnswer(code, new HttpBody(json, json.length));
    }

    private static int code(Status.Code code) {
        return switch (code) {
            case INVALID_ARGUMENT, FAILED_PRECONDITION, OUT_OF_RANGE -> BAD_REQUEST;
            case NOT_FOUND -> NOT_FOUND;
            case RESOURCE_EXHAUSTED -> TOO_MANY_REQUESTS;
            case UNAVAILABLE -> UNAVAILABLE;
            case DEADLINE_EXCEEDED -> TIMEOUT;
            default -> INTERNAL;
        };
    }
}
