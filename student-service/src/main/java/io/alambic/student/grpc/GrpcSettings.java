package io.alambic.student.grpc;

import io.alambic.student.admission.ConnectionLimits;
import java.time.Duration;
import java.util.Optional;

/**
 * Where and how the gRPC server listens.
 *
 * @param host address to listen on
 * @param port 0 for any free one
 * @param tls how that port is encrypted; empty for plain text
 * @param maxMessageBytes largest request, at least 1 KiB
 * @param limits what its clients may hold
 * @param grace how long calls may take to end once the server stops
 */
public record GrpcSettings(
        String host, int port, Optional<ServerTls> tls, int maxMessageBytes, ConnectionLimits limits, Duration grace) {

    private static final int MAX_PORT = 65_535;
    private static final int MIN_MESSAGE_BYTES = 1 << 10;

    public GrpcSettings {
        if (port < 0 || port > MAX_PORT) {
            throw new IllegalArgumentException("gRPC port must be from 0 to 65535, but is " + port);
        }
        if (maxMessageBytes < MIN_MESSAGE_BYTES) {
            throw new IllegalArgumentException("gRPC max message bytes must be at least %d, but is %d"
                    .formatted(MIN_MESSAGE_BYTES, maxMessageBytes));
        }
        if (grace.isNegative()) {
            throw new IllegalArgumentException("gRPC grace must not be negative, but is " + grace);
        }
    }
}
