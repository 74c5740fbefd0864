package io.alambic.student.http;

import io.grpc.StatusRuntimeException;

/**
 * Counts the objects in a text of JSON while it comes, so that a request with far too many is refused before it has come whole.
 * Used by one thread.
 */
public final class JsonObjects {

    private int objects;
    private boolean inText;
    private boolean escaped;

    /**
     * Counts those in the next bytes.
     *
     * @param to end of them, exclusive
     * @throws StatusRuntimeException INVALID_ARGUMENT if there are more than a request may have
     */
    public void count(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (escaped) {
                escaped = false;
            } else if (bytes[i] == '"') {
                inText = !inText;
            } else if (inText) {
                escaped = bytes[i] == '\\';
            } else if (bytes[i] == '{' && ++objects > JsonRequest.MOST_PARTS) {
                throw JsonRequest.tooManyParts();
            }
        }
    }
}
