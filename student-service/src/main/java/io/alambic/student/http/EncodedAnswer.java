package io.alambic.student.http;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An answer as it is sent.
 *
 * @param code HTTP status
 * @param headers of its content
 * @param content compressed or plain
 */
public record EncodedAnswer(int code, Map<String, String> headers, byte[] content) {

    /** Name of the header that says how many bytes of a body are JSON. */
    public static final String JSON_LENGTH = "Inference-Header-Content-Length";

    /** What is smaller fits one packet either way. */
    private static final int WORTHWHILE = 1 << 10;

    public EncodedAnswer {
        headers = Map.copyOf(headers);
    }

    /**
     * Encodes an answer; a small one stays as it is.
     *
     * @param accepted the header {@code Accept-Encoding}; null if there is none
     */
    public static EncodedAnswer of(HttpAnswer answer, String accepted) {
        HttpBody body = answer.body();
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", body.hasBinary() ? "application/octet-stream" : "application/json");
        if (body.hasBinary()) {
            headers.put(JSON_LENGTH, Integer.toString(body.jsonLength()));
        }
        headers.put("Vary", "Accept-Encoding");
        ContentCoding coding = coding(body, accepted);
        if (coding == ContentCoding.IDENTITY) {
            return new EncodedAnswer(answer.code(), headers, body.bytes());
        }
        headers.put("Content-Encoding", coding.header());
        return new EncodedAnswer(answer.code(), headers, coding.encode(body.bytes()));
    }

    /** Returns how a body is compressed for a client. */
    static ContentCoding coding(HttpBody body, String accepted) {
        return body.bytes().length < WORTHWHILE ? ContentCoding.IDENTITY : ContentCoding.accepted(accepted);
    }
}
