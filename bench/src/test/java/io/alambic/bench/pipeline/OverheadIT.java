package io.alambic.bench.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import io.alambic.bench.comparison.Setup;
import io.alambic.bench.measure.Pace;
import io.alambic.bench.measure.Stopwatch;
import io.alambic.bench.report.Report;
import io.alambic.cli.Home;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The short form of {@code alambic bench run overhead}: a real broker, a real teacher, a real student, real clients. */
class OverheadIT {

    /** A look at the holdout comes once a second, and may miss both of the rounds. */
    private static final List<String> ALWAYS =
            List.of("its model's passes", "its training steps", "Kafka's clients alone");

    @TempDir
    private Path work;

    @Test
    void ofEitherServiceTheModelsPartIsToldAndWhatKafkasClientsTakeAnyway() throws Exception {
        // Given
        Home home = new Home(Path.of(System.getProperty("alambic.test.root")), work.resolve("cache"));
        Stopwatch stopwatch = new Stopwatch(new Pace(2, Duration.ofMillis(500)), System::nanoTime);

        // When
        Report report;
        try (NDManager manager = NDManager.newBaseManager()) {
            report = new Overhead(Optional.empty()).run(new Setup(manager, stopwatch, 42, title -> {}, home));
        }

        // Then
        assertThat(report.sections()).hasSize(2).allSatisfy(section -> {
            assertThat(section.rows())
                    .filteredOn(row -> ALWAYS.contains(row.name()))
                    .allSatisfy(row -> assertThat(row.figures().get(0).min()).isPositive())
                    .hasSize(2);
            assertThat(section.rows().get(section.rows().size() - 1).target()).isPresent();
        });
    }
}
