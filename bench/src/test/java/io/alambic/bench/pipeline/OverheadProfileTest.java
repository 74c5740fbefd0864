package io.alambic.bench.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alambic.launch.LaunchException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class OverheadProfileTest {

    /** Long enough for some looks; which threads it looks at is the recorder's choice. */
    private static final Duration RECORDED = Duration.ofMillis(500);

    @TempDir
    private Path work;

    @Test
    @Timeout(120)
    void theFlameGraphShowsWhoWorked() throws Exception {
        // Given
        long pid = ProcessHandle.current().pid();
        CountDownLatch drawn = new CountDownLatch(1);
        Thread busy = new Thread(
                () -> {
                    while (drawn.getCount() > 0) {
                        Thread.onSpinWait();
                    }
                },
                "busy");
        busy.start();

        // When
        Path graph;
        do {
            graph = Overhead.profile(pid, RECORDED, work.resolve("graphs"), "mine");
        } while (!Files.readString(graph).contains("[busy"));
        drawn.countDown();
        busy.join();

        // Then
        assertThat(graph).content().contains("[busy", "OverheadProfileTest");
        assertThat(work.resolve("graphs").resolve("mine.jfr")).isNotEmptyFile();
    }

    @Test
    void aProcessThatIsNotThereIsSaid() {
        assertThatThrownBy(() -> Overhead.profile(Integer.MAX_VALUE, RECORDED, work, "nobody"))
                .isInstanceOf(LaunchException.class)
                .hasMessageContaining("Process 2147483647");
    }
}
