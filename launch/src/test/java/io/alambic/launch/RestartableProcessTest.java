package io.alambic.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestartableProcessTest {

    private static final ConditionFactory WAITING =
            Awaitility.await().atMost(Duration.ofMinutes(1)).pollInterval(Duration.ofMillis(50));

    private static final Duration LONG = Duration.ofMinutes(1);

    @TempDir
    Path folder;

    @Test
    void aProcessThatEndsWhenItIsToldToIsInOrder() {
        // Given
        try (RestartableProcess process = process("exec sleep 600")) {
            // When
            Stopping stopping = process.stop(LONG);

            // Then
            assertThat(stopping.fault()).isEmpty();
        }
    }

    @Test
    void aProcessThatHadEndedIsNamedWithItsExitCode() throws Exception {
        // Given
        try (RestartableProcess process = process("exit 3")) {
            WAITING.until(() -> !process.isAlive());

            // When
            Stopping stopping = process.stop(LONG);

            // Then
            assertThat(stopping.fault()).contains("process had ended by itself with exit code 3 before it was stopped");
        }
    }

    @Test
    void aProcessThatGoesOnIsKilledAndNamedWithItsGrace() throws Exception {
        // Given
        Path deaf = folder.resolve("deaf");
        try (RestartableProcess process = process("trap '' TERM; touch " + deaf + "; while true; do sleep 1; done")) {
            WAITING.until(() -> deaf.toFile().exists());

            // When
            Stopping stopping = process.stop(Duration.ofSeconds(1));

            // Then
            assertThat(stopping.fault()).contains("process had to be killed: it did not end within 1 s of SIGTERM");
            assertThat(process.isAlive()).isFalse();
        }
    }

    private RestartableProcess process(String script) {
        return new RestartableProcess(
                new ProcessSpec("process", List.of("/bin/sh", "-c", script), folder.resolve("process.log")));
    }
}
