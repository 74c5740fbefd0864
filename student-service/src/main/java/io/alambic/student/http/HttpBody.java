package io.alambic.student.http;

/**
 * What travels in one direction: JSON, and behind it whatever tensors are binary.
 *
 * @param bytes both, one behind the other
 * @param jsonLength bytes of the JSON; as many as there are where no tensor is binary
 */
public record HttpBody(byte[] bytes, int jsonLength) {

    /** Whether binary tensors follow the JSON. */
    public boolean hasBinary() {
        return jsonLength < bytes.length;
    }
}
