package io.alambic.student.wiring;

import io.alambic.student.http.JsonObjects;
import io.grpc.StatusRuntimeException;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;

/** The body of a request that comes in chunks, in memory that grows with them up to what was announced. Used by one thread. */
final class IncomingBody {

    private static final int SMALLEST = 8 << 10;
    private static final long GROWTH = 4;

    private final int expected;
    private final int jsonLength;
    private final JsonObjects objects = new JsonObjects();
    private byte[] bytes;
    private int length;

    /**
     * Creates a body of which nothing has come.
     *
     * @param expected announced length, or the largest if none was announced
     * @param jsonLength length of the JSON at its beginning; 0 if that cannot be told because it is compressed
     */
    IncomingBody(int expected, int jsonLength) {
        this.expected = expected;
        this.jsonLength = jsonLength;
        bytes = new byte[Math.min(expected, SMALLEST)];
    }

    /**
     * Adds a chunk.
     *
     * @throws StatusRuntimeException if the JSON has more parts than a request may have
     */
    void add(Buffer chunk) {
        int longer = length + chunk.length();
        if (longer > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.max(longer, Math.min(expected, GROWTH * longer)));
        }
        chunk.getBytes(bytes, length);
        objects.count(bytes, length, Math.min(longer, jsonLength));
        length = longer;
    }

    /** Returns how many bytes have come. */
    int length() {
        return length;
    }

    /** Returns what has come. */
    byte[] bytes() {
        return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    }
}
