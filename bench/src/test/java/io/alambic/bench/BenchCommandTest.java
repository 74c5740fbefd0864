package io.alambic.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class BenchCommandTest {

    @TempDir
    private Path temp;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine command = BenchCommand.commandLine(System::nanoTime)
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true));

    @Test
    void theListNamesEveryComparison() {
        assertThat(command.execute("--list")).isZero();
        assertThat(out.toString().lines().map(line -> line.split(" ")[0]))
                .containsExactly("tensor-ingest", "feature-encoding", "train-step", "serve-while-training");
    }

    @Test
    void helpNamesTheCommandAsPeopleCallIt() {
        assertThat(command.execute("--help")).isZero();
        assertThat(out.toString()).contains("Usage: alambic bench ");
    }

    @Test
    void tablesGoToStdoutProgressToStderrAndEveryFigureToTheFile() throws IOException {
        // Given
        Path json = temp.resolve("bench.json");

        // When
        int code = command.execute(
                "train-step", "--rounds", "1", "--slice", "1", "--seed", "7", "--json", json.toString());

        // Then
        assertThat(code).isZero();
        assertThat(out.toString()).contains("1 rounds of 1 ms, seed 7", "step, KL + feature MSE");
        assertThat(err.toString().lines()).hasSize(1).allMatch(line -> line.startsWith("train-step: 64 samples"));
        JsonObject report = JsonParser.parseString(Files.readString(json)).getAsJsonObject();
        assertThat(report.getAsJsonObject("run").get("seed").getAsLong()).isEqualTo(7);
        assertThat(report.getAsJsonArray("comparisons")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "warp-drive, no comparison 'warp-drive'",
        "--rounds=0, 'rounds must be at least 1, but is 0'",
        "--slice=0, the slice of a round must be longer than 0",
    })
    void wrongUsageIsToldBeforeAnythingIsMeasured(String argument, String sentence) {
        assertThat(command.execute(argument)).isEqualTo(2);
        assertThat(err.toString()).startsWith(sentence);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void aFileThatCannotBeWrittenIsToldBeforeAnythingIsMeasured() {
        // Given
        Path json = temp.resolve("absent").resolve("bench.json");

        // When
        int code = command.execute("--json", json.toString());

        // Then
        assertThat(code).isEqualTo(1);
        assertThat(err.toString())
                .isEqualToIgnoringNewLines(
                        "alambic bench: %s cannot be written: its folder does not exist".formatted(json));
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void aFolderThatIsNoModelIsOneSentence() {
        // When
        int code = command.execute("feature-encoding", "--teacher", temp.toString());

        // Then
        assertThat(code).isEqualTo(1);
        assertThat(err.toString())
                .isEqualToIgnoringNewLines(
                        "alambic bench: %s is no model folder: it has no readable model.json".formatted(temp));
    }
}
