package io.alambic.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.alambic.core.tensor.Encoding;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code alambic bench micro}, in JVMs that JMH starts. */
class MicroCommandIT {

    @TempDir
    private Path work;

    private final StringWriter err = new StringWriter();
    private final CommandLine command =
            BenchmarkCommand.commandLine(List.of(), System::nanoTime).setErr(new PrintWriter(err, true));

    @Test
    void measuresWhatIsNamedForEachEncoding() throws Exception {
        // Given
        Path file = work.resolve("micro.json");

        // When
        int code = command.execute("micro", "copy", "--quick", "--json", file.toString());

        // Then
        assertThat(code).isZero();
        assertThat(JsonParser.parseString(Files.readString(file)).getAsJsonArray())
                .hasSize(Encoding.values().length)
                .extracting(JsonElement::getAsJsonObject)
                .allSatisfy(result -> {
                    assertThat(result.get("benchmark").getAsString()).endsWith(".copy");
                    assertThat(score(result)).isPositive();
                });
    }

    @Test
    void anUnknownNameIsRefused() {
        // When
        int code = command.execute("micro", "compose", "--quick");

        // Then
        assertThat(code).isEqualTo(1);
        assertThat(err.toString()).contains("compose").doesNotContain("\tat ");
    }

    private static double score(JsonObject result) {
        return result.getAsJsonObject("primaryMetric").get("score").getAsDouble();
    }
}
