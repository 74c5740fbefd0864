package io.alambic.models.classify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.alambic.core.http.Excerpt;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * An answer in JSON.
 *
 * @param bytes as they came
 * @param expected what it should be, for messages
 */
record JsonAnswer(byte[] bytes, String expected) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * Returns what it holds.
     *
     * @throws IllegalArgumentException if it is no JSON
     */
    JsonNode tree() {
        try {
            return JSON.readTree(bytes);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** Returns the exception that says what was expected, and what came. */
    IllegalArgumentException unreadable(Exception cause) {
        return new IllegalArgumentException(
                "expected %s, but got '%s'".formatted(expected, Excerpt.of(new String(bytes, StandardCharsets.UTF_8))),
                cause);
    }
}
