package io.alambic.bench.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.alambic.cli.Home;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The short form of {@code alambic bench run soak}. */
class SoakIT {

    @TempDir
    Path work;

    @Test
    void neitherMemoryNorFilesNorThreadsGrowWhileTheClusterWorks() throws Exception {
        // Given
        Home home = new Home(Path.of(System.getProperty("alambic.test.root")), work.resolve("cache"));
        List<String> said = new CopyOnWriteArrayList<>();

        // When
        SoakReport report;
        try (SoakRun run = new SoakRun(home, work, said::add)) {
            report = run.run(Duration.ofSeconds(40), 1);
        }

        // Then
        assertThat(report.faults())
                .as("%s%n%s", String.join("\n", said), report.text())
                .isEmpty();
    }
}
