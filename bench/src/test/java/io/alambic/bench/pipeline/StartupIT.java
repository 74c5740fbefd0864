package io.alambic.bench.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import io.alambic.bench.comparison.Setup;
import io.alambic.bench.measure.Pace;
import io.alambic.bench.measure.Stopwatch;
import io.alambic.bench.report.Report;
import io.alambic.bench.report.Row;
import io.alambic.cli.Home;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The short form of {@code alambic bench run startup}: each service is started once from what it left. */
class StartupIT {

    @TempDir
    private Path work;

    @Test
    void bothServicesStartAgainAndTheStudentAnswers() throws Exception {
        // Given
        Home home = new Home(Path.of(System.getProperty("alambic.test.root")), work.resolve("cache"));
        Stopwatch stopwatch = new Stopwatch(new Pace(1, Duration.ofMillis(1)), System::nanoTime);

        // When
        Report report;
        try (NDManager manager = NDManager.newBaseManager()) {
            report = new Startup().run(new Setup(manager, stopwatch, 42, title -> {}, home));
        }

        // Then
        assertThat(report.sections()).singleElement().satisfies(section -> assertThat(section.rows())
                .allSatisfy(row -> assertThat(row.target()).isPresent())
                .extracting(Row::name)
                .containsExactly(
                        "teacher service, ready", "student service, ready", "student service, first call answered"));
    }
}
