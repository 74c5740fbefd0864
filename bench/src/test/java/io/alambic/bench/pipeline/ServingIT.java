package io.alambic.bench.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import io.alambic.bench.comparison.Setup;
import io.alambic.bench.measure.Pace;
import io.alambic.bench.measure.Stopwatch;
import io.alambic.bench.report.Measure;
import io.alambic.bench.report.Report;
import io.alambic.bench.report.Row;
import io.alambic.bench.report.Section;
import io.alambic.cli.Home;
import io.alambic.testing.ExternalTool;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The short form of the comparisons in which a real student answers gRPC. */
class ServingIT {

    private static final String PYTHON = "/usr/bin/python3";
    /** Long enough for a first answer of a service that has just started, beside other tests. */
    private static final Duration SLICE = Duration.ofMillis(400);

    @TempDir
    private Path work;

    @Test
    void aServedStudentIsMeasuredAgainstBarePassesOfTheSizeThatItFormsAndAgainstPython() throws Exception {
        new ExternalTool(PythonScript.PROBE, PythonScript.MISSING).require();
        ExternalTool.pythonModule(PYTHON, "grpc_tools", "python3-grpc-tools").require();
        // Given
        Home home = new Home(Path.of(System.getProperty("alambic.test.root")), work.resolve("cache"));
        Stopwatch stopwatch = new Stopwatch(new Pace(1, SLICE), System::nanoTime);

        try (NDManager manager = NDManager.newBaseManager();
                Stage stage = new Stage(home, 42);
                ServedStudent student =
                        ServedStudent.start(stage, TaughtTopic.of(stage, 42).topics())) {
            Setup setup = new Setup(manager, stopwatch, 42, title -> {}, home);

            // When
            List<Section> serving = new Serving(List.of(1, 6)).sections(setup, student);

            List<Section> python = new ServingPython().sections(setup, stage, student);

            // Then
            assertThat(serving).hasSize(2 * Calls.ALL.size()).allSatisfy(ServingIT::isFilled);
            Section unary = serving.get(0);
            assertThat(unary.rows()).extracting(Row::name).containsExactly("1 client", "6 clients");
            int pass = unary.measures().indexOf(Measure.SAMPLES_PER_PASS);
            assertThat(unary.rows().get(0).figures().get(pass).median()).isEqualTo(1);
            assertThat(unary.rows().get(1).figures().get(pass).median()).isGreaterThan(1);
            assertThat(serving.get(1).target()).isPresent();
            assertThat(python).hasSize(2).allSatisfy(ServingIT::isFilled);
            assertThat(python.get(0).target()).isPresent();
        }
    }

    @Test
    void theSameCallsAreTimedWhileTheStudentTrainsAndWhileItRests() throws Exception {
        // Given
        Home home = new Home(Path.of(System.getProperty("alambic.test.root")), work.resolve("cache"));
        Stopwatch stopwatch = new Stopwatch(new Pace(1, Duration.ofMillis(300)), System::nanoTime);

        try (NDManager manager = NDManager.newBaseManager()) {
            // When
            Report report = new Interference().run(new Setup(manager, stopwatch, 42, title -> {}, home));

            // Then
            Section section = report.sections().get(0);
            assertThat(section.rows().get(0).figures().get(0).max()).isZero();
            assertThat(section.rows().get(1).figures().get(0).min()).isPositive();
            assertThat(section.target()).isPresent();
        }
    }

    private static void isFilled(Section section) {
        assertThat(section.rows())
                .allSatisfy(row -> assertThat(row.figures().get(0).min()).isPositive());
    }
}
