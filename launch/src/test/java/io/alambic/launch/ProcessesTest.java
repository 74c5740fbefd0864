package io.alambic.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessesTest {

    @TempDir
    private Path folder;

    private final Processes processes = new Processes(Duration.ofMillis(300));
    private final Waiting waiting = new Waiting(processes, Duration.ofMillis(10));

    @AfterEach
    void stop() {
        processes.close();
    }

    @Test
    void aProcessThatEndsByItselfIsReportedWithTheEndOfItsLog() throws InterruptedException {
        // Given
        ManagedProcess dying = start("echo starting; echo 'out of luck' >&2; exit 3");
        waiting.until(() -> true, Duration.ZERO, "");

        // Then
        assertThatThrownBy(() -> waiting.until(() -> false, Duration.ofSeconds(10), "patience"))
                .isInstanceOf(LaunchException.class)
                .hasMessageContainingAll(
                        "The test process ended with exit code 3",
                        folder.resolve("log").toString(),
                        "out of luck");
        assertThat(dying.isAlive()).isFalse();
    }

    @Test
    void aProcessThatWasToldToStopIsNotReported() {
        // Given
        ManagedProcess process = start("exec sleep 60");

        // When
        processes.stop(process);

        // Then
        assertThat(process.isAlive()).isFalse();
        processes.requireAllAlive();
    }

    @Test
    void aProcessThatDoesNotListenIsKilledWhenTheGraceIsOver() {
        // Given
        ManagedProcess stubborn = start("trap '' TERM; while true; do sleep 0.05; done");

        // When
        processes.close();

        // Then
        assertThat(stubborn.isAlive()).isFalse();
    }

    @Test
    void patienceEndsWithTheGivenSentence() {
        assertThatThrownBy(() -> waiting.until(() -> false, Duration.ofMillis(30), "It did not happen."))
                .hasMessage("It did not happen.");
        assertThatThrownBy(() -> waiting.whileMoving(() -> 5, Duration.ofMillis(30), "It stands still."))
                .hasMessage("It stands still.");
    }

    @Test
    void movementRenewsThePatience() throws InterruptedException {
        // Given
        long[] value = {0};

        // When
        waiting.whileMoving(() -> ++value[0] > 20 ? -1 : value[0], Duration.ofMillis(100), "It stands still.");

        // Then
        assertThat(value[0]).isEqualTo(21);
    }

    @Test
    void aProgramThatIsNotThereIsReported() throws InterruptedException {
        // Given
        processes.start(new ProcessSpec("test process", List.of("/no/such/program"), folder.resolve("log")));

        // Then
        assertThatThrownBy(() -> waiting.until(() -> false, Duration.ofSeconds(10), "patience"))
                .hasMessageContaining("ended with exit code 127");
    }

    private ManagedProcess start(String script) {
        return processes.start(
                new ProcessSpec("test process", List.of("/bin/sh", "-c", script), folder.resolve("log")));
    }
}
