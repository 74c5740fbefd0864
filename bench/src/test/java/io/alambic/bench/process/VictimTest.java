package io.alambic.bench.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.alambic.launch.ProcessSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VictimTest {

    private static final Patience WAITING = new Patience(Duration.ofMinutes(1), Duration.ofMillis(50));

    private static final Duration LONG = Duration.ofMinutes(1);

    @TempDir
    Path folder;

    @Test
    void aProcessThatEndsWhenItIsToldToIsInOrder() {
        // Given
        try (Victim victim = victim("exec sleep 600")) {
            // When
            Stopping stopping = victim.stop(LONG);

            // Then
            assertThat(stopping.fault()).isEmpty();
        }
    }

    @Test
    void aProcessThatHadEndedIsNamedWithItsExitCode() throws Exception {
        // Given
        try (Victim victim = victim("exit 3")) {
            assertThat(WAITING.isMet(() -> !victim.isAlive())).isTrue();

            // When
            Stopping stopping = victim.stop(LONG);

            // Then
            assertThat(stopping.fault()).contains("victim had ended by itself with exit code 3 before it was stopped");
        }
    }

    @Test
    void aProcessThatGoesOnIsKilledAndNamedWithItsGrace() throws Exception {
        // Given
        Path deaf = folder.resolve("deaf");
        try (Victim victim = victim("trap '' TERM; touch " + deaf + "; while true; do sleep 1; done")) {
            assertThat(WAITING.isMet(() -> deaf.toFile().exists())).isTrue();

            // When
            Stopping stopping = victim.stop(Duration.ofSeconds(1));

            // Then
            assertThat(stopping.fault()).contains("victim had to be killed: it did not end within 1 s of SIGTERM");
            assertThat(victim.isAlive()).isFalse();
        }
    }

    private Victim victim(String script) {
        return new Victim(new ProcessSpec("victim", List.of("/bin/sh", "-c", script), folder.resolve("victim.log")));
    }
}
