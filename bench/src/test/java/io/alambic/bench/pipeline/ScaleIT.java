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
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The short form of {@code alambic bench run scale}: a second teacher joins the first. */
class ScaleIT {

    @TempDir
    private Path work;

    @Test
    void eachTeacherOfTheGroupTeaches() throws Exception {
        // Given
        Home home = new Home(Path.of(System.getProperty("alambic.test.root")), work.resolve("cache"));
        Stopwatch stopwatch = new Stopwatch(new Pace(1, Duration.ofMillis(500)), System::nanoTime);

        // When
        Report report;
        try (NDManager manager = NDManager.newBaseManager()) {
            report = new Scale(List.of(1, 2)).run(new Setup(manager, stopwatch, 42, title -> {}, home));
        }

        // Then
        assertThat(report.sections().get(0).rows()).extracting(Row::name).containsExactly("1 teacher", "2 teachers");
    }
}
