package io.alambic.bench.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import io.alambic.bench.comparison.Setup;
import io.alambic.bench.measure.Pace;
import io.alambic.bench.measure.Stopwatch;
import io.alambic.bench.report.Report;
import io.alambic.bench.report.Row;
import io.alambic.bench.report.Section;
import io.alambic.cli.Home;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The short form of {@code alambic bench run memory}. */
class MemoryIT {

    @TempDir
    private Path work;

    @Test
    void heapAndNativeMemoryOfBothServicesAreComparedOnceEveryRecordIsWorkedOff() throws Exception {
        // Given
        Home home = new Home(Path.of(System.getProperty("alambic.test.root")), work.resolve("cache"));
        Stopwatch stopwatch = new Stopwatch(new Pace(1, Duration.ofMillis(1)), System::nanoTime);

        // When
        Report report;
        try (NDManager manager = NDManager.newBaseManager()) {
            report = new Memory(100, 500).run(new Setup(manager, stopwatch, 42, title -> {}, home));
        }

        // Then
        assertThat(report.sections())
                .extracting(Section::title)
                .containsExactly(
                        "memory: teacher, live heap",
                        "memory: teacher, resident memory beside the heap",
                        "memory: student, live heap",
                        "memory: student, resident memory beside the heap");
        assertThat(report.sections()).allSatisfy(section -> {
            assertThat(section.rows()).extracting(Row::name).containsExactly("after 100 records", "after 500 records");
            assertThat(section.rows())
                    .allSatisfy(row -> assertThat(row.figures().get(0).min()).isPositive());
        });
    }
}
