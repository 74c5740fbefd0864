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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The short form of {@code alambic bench run freshness}, in which every sample has to be learned once. */
class FreshnessIT {

    @TempDir
    private Path work;

    @Test
    void everySampleIsServedSometimeAfterKafkaHasAcknowledgedIt() throws Exception {
        // Given
        Home home = new Home(Path.of(System.getProperty("alambic.test.root")), work.resolve("cache"));
        Stopwatch stopwatch = new Stopwatch(new Pace(1, Duration.ofSeconds(1)), System::nanoTime);

        // When
        Report report;
        try (NDManager manager = NDManager.newBaseManager()) {
            report = new Freshness().run(new Setup(manager, stopwatch, 42, title -> {}, home));
        }

        // Then
        assertThat(report.sections().get(0).rows()).hasSize(2).allSatisfy(row -> {
            assertThat(row.target()).isPresent();
            assertThat(row.figures().get(0).min()).isPositive();
        });
    }
}
