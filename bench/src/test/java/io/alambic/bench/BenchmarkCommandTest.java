package io.alambic.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.djl.engine.Engine;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.alambic.bench.comparison.Comparison;
import io.alambic.bench.measure.Pace;
import io.alambic.bench.measure.Spread;
import io.alambic.bench.pipeline.Pipelines;
import io.alambic.bench.report.Measure;
import io.alambic.bench.report.Row;
import io.alambic.bench.report.Section;
import io.alambic.bench.report.Target;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class BenchmarkCommandTest {

    @TempDir
    private Path temp;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine command = BenchmarkCommand.commandLine(Pipelines.ALL, System::nanoTime)
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true));

    @Test
    void theListNamesEverythingThatCanBeRun() {
        assertThat(command.execute("list")).isZero();
        assertThat(out.toString().lines().map(line -> line.split(" ")[0]))
                .containsExactly(
                        "train-step",
                        "candidates",
                        "mapping",
                        "teacher",
                        "teacher-single",
                        "teacher-text",
                        "student",
                        "student-text",
                        "padding",
                        "student-torch",
                        "serving",
                        "serving-python",
                        "interference",
                        "overhead",
                        "memory",
                        "bytes",
                        "startup",
                        "freshness",
                        "size",
                        "chain",
                        "scale",
                        "distill",
                        "ensemble",
                        "membership",
                        "producers",
                        "chaos",
                        "soak",
                        "hostile");
        assertThat(out.toString().lines()).allMatch(line -> line.length() > 40);
    }

    @Test
    void withoutAGpuItsComparisonsSayWhatIsMissing() {
        // Given
        assumeThat(Engine.getInstance().getGpuCount()).isZero();

        // When
        int code = command.execute("gpu");

        // Then
        assertThat(code).isEqualTo(1);
        assertThat(err.toString())
                .contains("a GPU is needed", "PyTorch " + Engine.getInstance().getVersion(), "docs/benchmarks.md");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void helpNamesTheCommandAsPeopleCallIt() {
        assertThat(command.execute("--help")).isZero();
        assertThat(out.toString()).contains("Usage: alambic bench ", "list", "run", "all");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "train-step",
                "candidates",
                "teacher",
                "teacher-single",
                "teacher-text",
                "student",
                "student-text",
                "padding",
                "student-torch",
                "serving",
                "serving-python",
                "interference",
                "overhead",
                "memory",
                "bytes",
                "startup",
                "freshness",
                "size",
                "chain",
                "scale",
                "distill",
                "ensemble",
                "membership",
                "producers",
                "chaos",
                "soak"
            })
    void everyNameHasHelpOfItsOwn(String name) {
        assertThat(command.execute("run", name, "--help")).isZero();
        assertThat(out.toString()).contains("Usage: alambic bench run " + name, "--json");
    }

    @Test
    void tablesGoToStdoutProgressToStderrAndEveryFigureToTheFile() throws IOException {
        // Given
        Path json = temp.resolve("bench.json");

        // When
        int code = command.execute(
                "run", "train-step", "--rounds", "1", "--slice", "1", "--seed", "7", "--json", json.toString());

        // Then
        assertThat(code).isZero();
        assertThat(out.toString()).contains("seed 7", "1 rounds of 1 ms", "step, KL + feature MSE");
        assertThat(err.toString().lines()).hasSize(1).allMatch(line -> line.startsWith("train-step: 64 samples"));
        JsonObject report = JsonParser.parseString(Files.readString(json)).getAsJsonObject();
        assertThat(report.getAsJsonObject("run").get("seed").getAsLong()).isEqualTo(7);
        assertThat(report.getAsJsonArray("comparisons")).hasSize(1);
        assertThat(report.getAsJsonArray("results")).hasSize(2);
    }

    @Test
    void allRunsEveryComparisonOfTimeAndSize() throws IOException {
        // Given
        Path json = temp.resolve("bench.json");
        CommandLine withoutServices = BenchmarkCommand.commandLine(List.of(), System::nanoTime)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true));

        // When
        int code = withoutServices.execute("all", "--rounds", "1", "--slice", "1", "--json", json.toString());

        // Then
        assertThat(code).isZero();
        JsonObject report = JsonParser.parseString(Files.readString(json)).getAsJsonObject();
        assertThat(report.getAsJsonArray("comparisons").asList().stream()
                        .map(one -> one.getAsJsonObject().get("name").getAsString()))
                .containsExactly("train-step", "candidates", "mapping");
    }

    private static Comparison ratio(double found) {
        return new Comparison(
                "ratio",
                "A ratio that is what it is.",
                Pace.USUAL,
                setup -> List.of(new Section(
                                "the ratio",
                                List.of(Measure.RATIO),
                                List.of(new Row("lame", List.of(Spread.exactly(found)))))
                        .with(Target.atLeast(0.9))));
    }

    @ParameterizedTest
    @CsvSource({"0.19, 0, ''", "0.17, 1, 'guard: the ratio: 0.170, but it has to be at least 0.9'"})
    void theGuardEndsWith1WhereARatioMissesItsTargetByMoreThanAFactorOfFive(double found, int code, String said) {
        // Given
        CommandLine guarded = new CommandLine(new ComparisonCommand.All(List.of(ratio(found)), System::nanoTime))
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true));

        // Then
        assertThat(guarded.execute("--rounds", "1", "--slice", "1", "--guard")).isEqualTo(code);
        assertThat(err.toString().lines().filter(line -> line.startsWith("guard: the ratio")))
                .containsExactlyElementsOf(said.isEmpty() ? List.of() : List.of(said));
    }

    @ParameterizedTest
    @CsvSource({
        "'run warp-drive', Unmatched argument at index 1: 'warp-drive'",
        "'run', Missing required subcommand",
        "'', Missing required subcommand",
        "'train-step', Unmatched argument",
        "'run train-step --rounds=0', 'rounds must be at least 1, but is 0'",
        "'run train-step --slice=0', the slice of a round must be longer than 0",
        "'run distill --only=warp-drive', no variant 'warp-drive'; there are labels-only",
        "'run distill --seeds=0', '--seeds must be at least 1, but is 0'",
        "'run distill --dataset=imagenet', Invalid value for option '--dataset'",
    })
    void wrongUsageIsToldBeforeAnythingIsMeasured(String arguments, String sentence) {
        assertThat(command.execute(arguments.isEmpty() ? new String[0] : arguments.split(" ")))
                .isEqualTo(2);
        assertThat(err.toString()).startsWith(sentence);
        assertThat(out.toString()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"run train-step", "run distill", "all"})
    void aFileThatCannotBeWrittenIsToldBeforeAnythingIsMeasured(String arguments) {
        // Given
        Path json = temp.resolve("absent").resolve("bench.json");

        // When
        int code = command.execute((arguments + " --json " + json).split(" "));

        // Then
        assertThat(code).isEqualTo(1);
        assertThat(err.toString())
                .isEqualToIgnoringNewLines(
                        "alambic bench: %s cannot be written: its folder does not exist".formatted(json));
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void aFolderWithoutDataIsOneSentence() {
        // When
        int code = command.execute("run", "distill", "--data", temp.toString());

        // Then
        assertThat(code).isEqualTo(1);
        assertThat(err.toString().lines())
                .singleElement()
                .asString()
                .startsWith("alambic bench: %s lacks train-images-idx3-ubyte".formatted(temp));
    }
}
