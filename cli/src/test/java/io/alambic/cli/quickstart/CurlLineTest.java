package io.alambic.cli.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

class CurlLineTest {

    /** Replaces curl in the shell with a function that prints the last argument, the body. */
    private static final String STAND_IN = "curl() { shift 2; printf %s \"$1\"; }; ";

    @Test
    void whatTheShellMakesOfItIsARequestOfTheProtocol() throws Exception {
        // Given
        String line = CurlLine.infer("http://localhost:8082", "student", List.of(1L, 28L, 28L), "probabilities");

        // When
        Process shell = new ProcessBuilder("sh", "-c", STAND_IN + line).start();
        JsonNode request = new ObjectMapper().readTree(shell.getInputStream());

        // Then
        assertThat(shell.waitFor()).isZero();
        JsonNode input = request.path("inputs").path(0);
        assertThat(input.path("shape").toString()).isEqualTo("[1,1,28,28]");
        assertThat(input.path("data")).hasSize(28 * 28).allMatch(element -> element.asInt(-1) == 0);
        assertThat(request.path("outputs").path(0).path("name").asText()).isEqualTo("probabilities");
        assertThat(line)
                .startsWith("curl http://localhost:8082/v2/models/student/infer -d ")
                .doesNotContain("\n");
    }

    @Test
    void tokensOfATextAreARequestToo() throws Exception {
        // Given
        String line =
                CurlLine.inferTokens("http://localhost:8082", "student", List.of(101, 7592, 102), "probabilities");

        // When
        Process shell = new ProcessBuilder("sh", "-c", STAND_IN + line).start();
        JsonNode input = new ObjectMapper()
                .readTree(shell.getInputStream())
                .path("inputs")
                .path(0);

        // Then
        assertThat(shell.waitFor()).isZero();
        assertThat(input.path("name").asText()).isEqualTo("input_ids");
        assertThat(input.path("shape").toString()).isEqualTo("[1,3]");
        assertThat(input.path("data").toString()).isEqualTo("[101,7592,102]");
    }
}
