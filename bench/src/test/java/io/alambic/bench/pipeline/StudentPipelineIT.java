package io.alambic.bench.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import io.alambic.bench.comparison.ComparisonSetup;
import io.alambic.bench.measure.Pace;
import io.alambic.bench.measure.Stopwatch;
import io.alambic.bench.report.BenchReport;
import io.alambic.bench.report.Row;
import io.alambic.bench.report.Section;
import io.alambic.cli.Home;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The short form of {@code alambic bench run student}: a real broker, a real teacher, a real student. */
class StudentPipelineIT {

    @TempDir
    private Path work;

    @Test
    void theStudentIsMeasuredOnWhatARealTeacherHasAnswered() throws Exception {
        // Given
        Home home = new Home(Path.of(System.getProperty("alambic.test.root")), work.resolve("cache"));
        Stopwatch stopwatch = new Stopwatch(new Pace(1, Duration.ofMillis(500)), System::nanoTime);

        // When
        BenchReport report;
        try (NDManager manager = NDManager.newBaseManager()) {
            report = Pipelines.STUDENT.run(new ComparisonSetup(manager, stopwatch, 42, title -> {}, home));
        }

        // Then
        Section section = report.sections().get(0);
        assertThat(section.rows())
                .extracting(Row::name)
                .containsExactly("bare DJL loop", "its steps alone", "student service");
        assertThat(section.rows())
                .allSatisfy(row -> assertThat(row.figures().get(0).min()).isPositive());
        assertThat(section.target()).isPresent();
    }
}
