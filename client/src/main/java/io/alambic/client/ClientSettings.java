package io.alambic.client;

import java.time.Duration;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * How a student is asked. Immutable: the {@code with} methods return a changed copy.
 *
 * @param target {@code host:port}, several of them with commas between, or any other name that gRPC resolves, such as
 *     {@code dns:///students:9000}; where there are several addresses, calls go to each in turn
 * @param model its name
 * @param version that must answer, unless a request names another; empty for the newest, or the one that an
 *     operator pinned
 * @param deadline longest wait for an answer, all attempts together
 * @param attempts from 1 to 5, at most so many for one call, the first one counted; only what is UNAVAILABLE, or UNKNOWN
 *     as where the connection closes under a call, is asked again, after 100 ms and then three times as long each
 *     time, up to 2 s
 * @param keepAlive after so much silence a ping finds out whether the connection still stands; students allow
 *     10 s and more
 * @param maxMessageBytes largest request and answer
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

    /** Most attempts that gRPC makes. */
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

    /** The student named {@code student}, in plain text; 20 s and five attempts for each call. */
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

    /** Another name of the student. */
    public ClientSettings withModel(String name) {
        return new ClientSettings(target, name, version, deadline, attempts, keepAlive, maxMessageBytes, security);
    }

    /** Only this version answers, unless a request names another. */
    public ClientSettings withVersion(long wanted) {
        return new ClientSettings(
                target, model, OptionalLong.of(wanted), deadline, attempts, keepAlive, maxMessageBytes, security);
    }

    /** Another deadline of each call. */
    public ClientSettings withDeadline(Duration wait) {
        return new ClientSettings(target, model, version, wait, attempts, keepAlive, maxMessageBytes, security);
    }

    /** Other attempts at each call; 1 for none after the first. */
    public ClientSettings withAttempts(int most) {
        return new ClientSettings(target, model, version, deadline, most, keepAlive, maxMessageBytes, security);
    }

    /** Another time of silence. */
    public ClientSettings withKeepAlive(Duration silence) {
        return new ClientSettings(target, model, version, deadline, attempts, silence, maxMessageBytes, security);
    }

    /** Other sizes of messages. */
    public ClientSettings withMaxMessageBytes(int bytes) {
        return new ClientSettings(target, model, version, deadline, attempts, keepAlive, bytes, security);
    }

    /** An encrypted connection. */
    public ClientSettings withSecurity(Security how) {
        return new ClientSettings(target, model, version, deadline, attempts, keepAlive, maxMessageBytes, how);
    }
}
