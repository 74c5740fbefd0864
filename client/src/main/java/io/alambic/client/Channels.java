package io.alambic.client;

import io.alambic.inference.GRPCInferenceServiceGrpc;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Makes the connection. */
final class Channels {

    private static final int RETRY_BUFFER_MESSAGES = 4;

    /** Calls go to the addresses in turn, and to none whose connection is broken. */
    private static final Map<String, ?> EVERY_REPLICA =
            Map.of("loadBalancingConfig", List.of(Map.of("round_robin", Map.of())));

    /** UNKNOWN is what gRPC calls a connection that closes under a call before it has heard of the end. */
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
        // What a request leaves in the buffer is what can be sent again; gRPC's own limit is 1 MiB a call.
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
