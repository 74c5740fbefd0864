package io.alambic.student.serving;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How inference is served.
 *
 * @param model name of the model over gRPC
 * @param serverVersion release of this service
 * @param host address to listen on
 * @param port 0 for any free one
 * @param tls how that port is encrypted; empty for plain text
 * @param threads threads that compute answers, at least 1
 * @param queue what may wait for a thread
 * @param batching how waiting calls join
 * @param maxBatch most samples in one call, at least 1
 * @param maxMessageBytes largest request, at least 1 KiB
 * @param versions how many of the newest snapshots answer by their version, at least 1
 * @param canary how candidates are tried before they are promoted
 * @param labels of the classes, by index; may be empty
 * @param grace how long calls may take to end once the server stops
 */
public record ServingSettings(
        String model,
        String serverVersion,
        String host,
        int port,
        Optional<ServerTls> tls,
        int threads,
        QueueLimits queue,
        Batching batching,
        int maxBatch,
        int maxMessageBytes,
        int versions,
        CanarySettings canary,
        List<String> labels,
        Duration grace) {

    private static final int MAX_PORT = 65_535;
    private static final int MIN_MESSAGE_BYTES = 1 << 10;

    public ServingSettings {
        if (port < 0 || port > MAX_PORT) {
            throw new IllegalArgumentException("gRPC port must be from 0 to 65535, but is " + port);
        }
        requireAtLeast("gRPC threads", threads, 1);
        requireAtLeast("gRPC max batch", maxBatch, 1);
        requireAtLeast("gRPC max message bytes", maxMessageBytes, MIN_MESSAGE_BYTES);
        requireAtLeast("served versions", versions, 1);
        labels = List.copyOf(labels);
        if (grace.isNegative()) {
            throw new IllegalArgumentException("gRPC grace must not be negative, but is " + grace);
        }
    }

    private static void requireAtLeast(String name, int value, int least) {
        if (value < least) {
            throw new IllegalArgumentException("%s must be at least %d, but is %d".formatted(name, least, value));
        }
    }
}
