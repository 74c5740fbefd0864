package io.alambic.cli.up;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.alambic.cli.AlambicCommand;
import io.alambic.cli.observe.Metrics;
import io.alambic.cli.observe.ServiceProbe;
import io.alambic.launch.Jvm;
import io.alambic.launch.ProcessSpec;
import io.alambic.launch.Processes;
import io.alambic.launch.Waiting;
import io.alambic.models.llm.ChatServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Each example as its page says: {@code alambic up}. Only whole processes show that a file is all that a distillation needs, and
 * that Ctrl-C ends all of it.
 */
class ExamplesIT {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Duration LONGEST = Duration.ofMinutes(2);

    @TempDir
    private Path folder;

    private final Processes processes = new Processes(Duration.ofSeconds(30));
    private final Waiting waiting = new Waiting(processes, Duration.ofMillis(200));

    @ParameterizedTest
    @CsvSource({
        "images-json, agreement_ratio, 0.9",
        "images-two-teachers, agreement_ratio, 0.9",
        "images-mutual, accuracy_ratio, 0.85",
        "text-json, agreement_ratio, 0.9",
        "regression-avro, r2_ratio, 0.8",
    })
    void itsStudentLearnsWhatItsTeacherKnows(String example, String figure, double least) throws Exception {
        learns(ROOT.resolve("examples").resolve(example).resolve("alambic.yaml"), figure, least);
    }

    @Test
    void itsStudentLearnsWhatALanguageModelSays() throws Exception {
        // Given
        try (ChatServer endpoint = new ChatServer()) {
            endpoint.answerTokens(
                    prompt -> prompt.contains("http") ? Map.of("yes", 0.9, "no", 0.1) : Map.of("yes", 0.2, "no", 0.8));
            Path copy = copyOfExamples().resolve("text-llm/alambic.yaml");
            Files.writeString(
                    copy,
                    Files.readString(copy)
                            .replace(
                                    "http://localhost:8000/v1",
                                    endpoint.endpoint().toString()));

            // Then
            learns(copy, "agreement_ratio", 0.85);
            assertThat(endpoint.prompts())
                    .doesNotHaveDuplicates()
                    .allMatch(prompt -> prompt.startsWith("Is this mail spam?"));
        }
    }

    private Path copyOfExamples() throws IOException {
        Path from = ROOT.resolve("examples");
        Path to = folder.resolve("examples");
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file :
                    files.filter(path -> !path.toString().contains(".alambic")).toList()) {
                Path copy = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy);
                }
            }
        }
        return to;
    }

    private void learns(Path file, String figure, double least) throws Exception {
        // Given
        Path work = folder.resolve("work");
        var up = processes.start(new ProcessSpec("alambic up", up(file, work), folder.resolve("up.log")));

        try (processes) {
            // When
            waiting.until(() -> Files.exists(work.resolve("endpoints.json")), LONGEST, "nothing is up");
            JsonNode endpoints =
                    new ObjectMapper().readTree(work.resolve("endpoints.json").toFile());
            ServiceProbe student =
                    new ServiceProbe(URI.create(endpoints.get("studentHttp").asText()));

            // Then
            waiting.until(
                    () -> student.metrics()
                                    .map(metrics -> holdout(metrics, figure))
                                    .orElse(Double.NaN)
                            >= least,
                    LONGEST,
                    "the student has not learned: " + figure);
            ServiceProbe teacher =
                    new ServiceProbe(URI.create(endpoints.get("teacherHttp").asText()));
            assertThat(teacher.metrics().orElseThrow().count("alambic_teacher_dead_letters_total"))
                    .isZero();
            waiting.until(student::ready, LONGEST, "the student serves nothing");
            up.askToStop();
            assertThat(up.awaitStop(Duration.ofSeconds(30))).isTrue();
        }
        assertThat(up.exitCode()).isZero();
        assertThat(folder.resolve("up.log")).content().contains("samples: produce to topic", "stopping");
        assertThat(work.resolve("endpoints.json")).doesNotExist();
    }

    private static double holdout(Metrics metrics, String figure) {
        return metrics.value("alambic_student_holdout_" + figure).orElse(Double.NaN);
    }

    private static List<String> up(Path file, Path work) {
        return new Jvm(256)
                .with("-Dalambic.home=" + ROOT)
                .main(
                        AlambicCommand.class,
                        List.of(
                                "up",
                                file.toString(),
                                "--work",
                                work.toString(),
                                "--port-kafka=0",
                                "--port-grpc=0",
                                "--port-teacher=0",
                                "--port-merge=0",
                                "--port-student=0"));
    }
}
