package io.alambic.client;

import java.time.Duration;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * Settings of a client. Immutable: the {@code with} methods return a modified copy.
 *
 * @param target {@code host:port}, a comma-separated list of them, or any other name that gRPC resolves, such
 *     as {@code dns:///students:9000}; calls go to several addresses in turn
 * @param model name of the model
 * @param version that must answer, unless a request names another; empty for the newest version, or the one
 *     that an operator has pinned
 * @param deadline longest wait for an answer, over all attempts
 * @param attempts maximum number of attempts for a call, including the first, from 1 to 5; only UNAVAILABLE and
 *     UNKNOWN, which gRPC reports if the connection closes during a call, are retried, after 100 ms and then
 *     three times as long each time, up to 2 s
 * @param keepAlive idle time after which a ping checks the connection; students allow 10 s and more
 * @param maxMessageBytes size of the largest request and answer, in bytes
 * @param security plain text, TLS or mutual TLS
 */
public record ClientSettings(
        String target,
        String model,
        OptionalLong version,
        Duration deadline,
        int attempts,
        Duration keepAlive,
        int maxMessageBytes,
        Security security) {

    /** The maximum number of attempts that gRPC supports. */
    public static final int MAX_ATTEMPTS = 5;

    private static final Duration MIN_KEEP_ALIVE = Duration.ofSeconds(10);

    public ClientSettings {
        if (target.isBlank() || model.isBlank()) {
            throw new IllegalArgumentException(
                    "a client needs the student's address and name, but they are '%s' and '%s'"
                            .formatted(target, model));
        }
        InferenceRequest.requireVersion(version);
        if (deadline.isNegative() || deadline.isZero()) {
            throw new IllegalArgumentException("the deadline must be above 0, but is " + deadline);
        }
        if (attempts < 1 || attempts > MAX_ATTEMPTS) {
            throw new IllegalArgumentException(
                    "attempts must be from 1 to %d, but are %d".formatted(MAX_ATTEMPTS, attempts));
        }
        if (keepAlive.compareTo(MIN_KEEP_ALIVE) < 0) {
            throw new IllegalArgumentException(
                    "keep-alive must be at least %s, but is %s".formatted(MIN_KEEP_ALIVE, keepAlive));
        }
        if (maxMessageBytes < 1) {
            throw new IllegalArgumentException("the largest message must have a byte, but has " + maxMessageBytes);
        }
        Objects.requireNonNull(security, "security");
    }

    /**
     * Returns settings for the model {@code student} over plain text, with a deadline of 20 s and five attempts
     * per call.
     */
    public static ClientSettings of(String target) {
        return new ClientSettings(
                target,
                "student",
                OptionalLong.empty(),
                Duration.ofSeconds(20),
                MAX_ATTEMPTS,
                Duration.ofSeconds(30),
                64 << 20,
                Security.PLAIN_TEXT);
    }

    /** Returns a copy with another model name. */
    public ClientSettings withModel(String name) {
        return new ClientSettings(target, name, version, deadline, attempts, keepAlive, maxMessageBytes, security);
    }

    /** Returns a copy that only accepts answers of this version, unless a request names another. */
    public ClientSettings withVersion(long wanted) {
        return new ClientSettings(
                target, model, OptionalLong.of(wanted), deadline, attempts, keepAlive, maxMessageBytes, security);
    }

    /** Returns a copy with another deadline per call. */
    public ClientSettings withDeadline(Duration wait) {
        return new ClientSettings(target, model, version, wait, attempts, keepAlive, maxMessageBytes, security);
    }

    /** Returns a copy with another maximum number of attempts per call; 1 disables retries. */
    public ClientSettings withAttempts(int most) {
        return new ClientSettings(target, model, version, deadline, most, keepAlive, maxMessageBytes, security);
    }

    /** Returns a copy with another idle time before a ping. */
    public ClientSettings withKeepAlive(Duration silence) {
        return new ClientSettings(target, model, version, deadline, attempts, silence, maxMessageBytes, security);
    }

    /** Returns a copy with another maximum message size. */
    public ClientSettings withMaxMessageBytes(int bytes) {
        return new ClientSettings(target, model, version, deadline, attempts, keepAlive, bytes, security);
    }

    /** Returns a copy with other connection security. */
    public ClientSettings withSecurity(Security how) {
        return new ClientSettings(target, model, version, deadline, attempts, keepAlive, maxMessageBytes, how);
    }
}
