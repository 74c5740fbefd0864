package io.alambic.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.alambic.chaos.SoakReport;
import io.alambic.chaos.SoakRun;
import io.alambic.cli.Home;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The short form of {@code alambic bench run soak}. */
class SoakIT {

    private static final Duration LENGTH = Duration.ofSeconds(24);

    @TempDir
    Path work;

    @Test
    void neitherMemoryNorFilesNorThreadsGrowWhileTheClusterWorks() throws Exception {
        // Given
        Home home = PackagedServices.home(work);
        List<String> progress = new CopyOnWriteArrayList<>();

        // When
        SoakReport report;
        try (SoakRun run = new SoakRun(home, work, progress::add)) {
            report = run.run(LENGTH, 1);
        }

        // Then
        assertThat(report.faults())
                .as("%s%n%s", String.join("\n", progress), report.text())
                .isEmpty();
    }
}
