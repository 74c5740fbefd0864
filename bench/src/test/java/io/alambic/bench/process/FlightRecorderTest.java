package io.alambic.bench.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alambic.launch.LaunchException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class FlightRecorderTest {

    /** Long enough for some looks; which threads it looks at is the recorder's choice. */
    private static final long RECORDED_MS = 500;

    @TempDir
    private Path work;

    @Test
    @Timeout(120)
    void theFlameGraphShowsWhoWorked() throws Exception {
        // Given
        FlightRecorder recorder = new FlightRecorder(ProcessHandle.current().pid());
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
            recorder.start();
            Thread.sleep(RECORDED_MS);
            graph = recorder.stopInto(work.resolve("graphs"), "mine");
        } while (!Files.readString(graph).contains("[busy"));
        drawn.countDown();
        busy.join();

        // Then
        assertThat(graph).content().contains("[busy", "FlightRecorderTest");
        assertThat(work.resolve("graphs").resolve("mine.jfr")).isNotEmptyFile();
    }

    @Test
    void aProcessThatIsNotThereIsSaid() {
        assertThatThrownBy(() -> new FlightRecorder(Integer.MAX_VALUE).start())
                .isInstanceOf(LaunchException.class)
                .hasMessageContaining("Process 2147483647");
    }
}
