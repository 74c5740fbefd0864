package io.alambic.bench.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alambic.cli.UserError;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlightRecorderTest {

    @TempDir
    private Path work;

    @Test
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
        recorder.start();
        Thread.sleep(1000);
        Path graph = recorder.stopInto(work.resolve("graphs"), "mine");
        drawn.countDown();
        busy.join();

        // Then
        assertThat(graph).content().contains("[busy");
        assertThat(work.resolve("graphs").resolve("mine.jfr")).isNotEmptyFile();
    }

    @Test
    void aProcessThatIsNotThereIsSaid() {
        assertThatThrownBy(() -> new FlightRecorder(Integer.MAX_VALUE).start())
                .isInstanceOf(UserError.class)
                .hasMessageContaining("process 2147483647");
    }
}
