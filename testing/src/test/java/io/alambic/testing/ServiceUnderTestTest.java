package io.alambic.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceUnderTestTest {

    @TempDir
    Path folder;

    @Test
    void aServiceThatEndsIsReportedAtOnceWithItsLog() {
        // Given
        try (ServiceUnderTest service = start()) {

            // Then
            assertThatThrownBy(service::awaitReady)
                    .isInstanceOf(AssertionError.class)
                    .hasMessageStartingWith("the service ended with 1 before the service is ready; its log:")
                    .hasMessageContaining("Unable to access jarfile");
        }
    }

    @Test
    void theExitCodeIsAwaited() {
        // Given
        try (ServiceUnderTest service = start()) {

            // Then
            assertThat(service.exitCode()).isEqualTo(1);
        }
    }

    @Test
    void nothingAnswersBeforeTheServiceListens() throws InterruptedException {
        // Given
        try (ServiceUnderTest service = start()) {

            // Then
            assertThat(service.status("/q/health/ready")).isZero();
            assertThat(service.metrics()).isEmpty();
        }
    }

    private ServiceUnderTest start() {
        return ServiceUnderTest.start(
                ServiceUnderTest.SMALL, folder.resolve("no-such.jar"), Map.of(), folder.resolve("log"));
    }
}
