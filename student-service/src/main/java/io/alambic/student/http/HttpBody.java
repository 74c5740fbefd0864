package io.alambic.student.http;

/**
 * Body of a request or a response: JSON, followed by the binary tensors.
 *
 * @param bytes the JSON and the tensors
 * @param jsonLength length of the JSON in bytes; equal to the length of the body without binary tensors
 */
public record HttpBody(byte[] bytes, int jsonLength) {

    /** Returns whether binary tensors follow the JSON. */
    public boolean hasBinary() {
        return jsonLength < bytes.length;
    }
}
