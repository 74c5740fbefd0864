package io.alambic.student.http;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class JsonObjectsTest {

    private final JsonObjects objects = new JsonObjects();

    @Test
    void moreObjectsThanARequestMayHaveAreRefusedBeforeTheTextEnds() {
        // Given
        byte[] begin = bytes("{\"inputs\": [" + "{},".repeat(16_000));
        byte[] next = bytes("{},".repeat(1_000));
        objects.count(begin, 0, begin.length);

        // Then
        assertThatThrownBy(() -> objects.count(next, 0, next.length))
                .hasMessageContaining("more than 16,384 inputs, outputs, parameters and dimensions");
    }

    @Test
    void bracesInTextsAreNoObjects() {
        // Given
        byte[] text = bytes("{\"id\": \"\\\"" + "{".repeat(20_000) + "\", \"x\": [1, 2]}");

        // Then
        assertThatCode(() -> {
                    for (int i = 0; i < text.length; i++) {
                        objects.count(text, i, i + 1);
                    }
                })
                .doesNotThrowAnyException();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
