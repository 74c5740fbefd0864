package io.alambic.student.admission;

import java.time.Duration;

/**
 * What the clients of the gRPC port may hold.
 *
 * @param connections most connections, at least 1; more are closed at once
 * @param callsPerConnection most calls of a connection at the same time, at least 1
 * @param maxAge age at which a connection is closed in order, so that clients spread over replicas; greater than 0
 * @param maxIdle time without calls after which a connection is closed; greater than 0
 * @param clientBytes most bytes that all clients hold in unfinished requests and unread answers, at least 1; beyond
 *     it the connection that holds most is closed
 * @param streams most streaming calls of all connections at the same time, at least 1
 */
public record ConnectionLimits(
        int connections, int callsPerConnection, Duration maxAge, Duration maxIdle, long clientBytes, int streams) {

    public ConnectionLimits {
        requireAtLeastOne("gRPC connections", connections);
        requireAtLeastOne("gRPC calls per connection", callsPerConnection);
        requireAtLeastOne("gRPC client bytes", clientBytes);
        requireAtLeastOne("gRPC streams", streams);
        requirePositive("gRPC max connection age", maxAge);
        requirePositive("gRPC max connection idle", maxIdle);
    }

    private static void requireAtLeastOne(String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException("%s must be at least 1, but is %d".formatted(name, value));
        }
    }

    private static void requirePositive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException("%s must be greater than 0, but is %s".formatted(name, value));
        }
    }
}
