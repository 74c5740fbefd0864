package io.alambic.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class PortsTest {

    private final Ports ports = new Ports();

    @Test
    void zeroTakesFreePortsThatDiffer() {
        assertThat(ports.choose(0, "--a")).isNotEqualTo(ports.choose(0, "--b")).isPositive();
    }

    @Test
    void aTakenPortIsOneClearSentence() throws IOException {
        // Given
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {

            // Then
            assertThatThrownBy(() -> ports.choose(taken.getLocalPort(), "--port-kafka"))
                    .isInstanceOf(LaunchException.class)
                    .hasMessage(
                            "Port %d (--port-kafka) cannot be used (Address already in use);"
                                    + " choose another, or 0 for a free one.",
                            taken.getLocalPort());
        }
    }

    @Test
    void refusesWhatIsNotAPort() {
        assertThatThrownBy(() -> ports.choose(65_536, "--port-grpc"))
                .hasMessage("--port-grpc must be from 0 to 65535, but is 65536.");
    }

    @Test
    void refusesOnePortForTwo() {
        // Given
        int port = ports.choose(0, "--port-kafka");

        // Then
        assertThatThrownBy(() -> ports.choose(port, "--port-grpc")).hasMessageContaining("another option asks for");
    }
}
