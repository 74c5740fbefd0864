package io.alambic.client;

import io.alambic.inference.GRPCInferenceServiceGrpc;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Opens the connection to a student. */
final class Channels {

    private static final int RETRY_BUFFER_MESSAGES = 4;

    /** Distributes calls over the addresses in turn and skips those whose connection is broken. */
    private static final Map<String, ?> EVERY_REPLICA =
            Map.of("loadBalancingConfig", List.of(Map.of("round_robin", Map.of())));

    /**
     * The status codes to retry. gRPC reports UNKNOWN if a connection closes during a call before gRPC learns
     * the cause.
     */
    private static final List<String> ASK_AGAIN = List.of("UNAVAILABLE", "UNKNOWN");

    private Channels() {}

    static ManagedChannel open(ClientSettings settings) {
        ManagedChannelBuilder<?> channel = Grpc.newChannelBuilder(
                        HostsResolverProvider.target(settings.target()),
                        settings.security().credentials())
                .maxInboundMessageSize(settings.maxMessageBytes())
                .keepAliveTime(settings.keepAlive().toNanos(), TimeUnit.NANOSECONDS)
                .keepAliveWithoutCalls(true);
        if (settings.attempts() == 1) {
            return Reconnection.of(
                    channel.disableRetry().defaultServiceConfig(EVERY_REPLICA).build());
        }
        // Only requests that fit into the buffer can be retried; gRPC's default limit is 1 MiB per call.
        return Reconnection.of(channel.enableRetry()
                .perRpcBufferLimit(settings.maxMessageBytes())
                .retryBufferSize((long) RETRY_BUFFER_MESSAGES * settings.maxMessageBytes())
                .defaultServiceConfig(serviceConfig(settings.attempts()))
                .build());
    }

    private static Map<String, ?> serviceConfig(int attempts) {
        Map<String, ?> retry = Map.of(
                "maxAttempts",
                (double) attempts,
                "initialBackoff",
                "0.1s",
                "maxBackoff",
                "2s",
                "backoffMultiplier",
                3.0,
                "retryableStatusCodes",
                ASK_AGAIN);
        Map<String, Object> config = new HashMap<>(EVERY_REPLICA);
        config.put(
                "methodConfig",
                List.of(Map.of(
                        "name",
                        List.of(Map.of("service", GRPCInferenceServiceGrpc.SERVICE_NAME)),
                        "retryPolicy",
                        retry)));
        return config;
    }
}
