package io.alambic.mapping.schema;

import java.net.URI;
import java.time.Duration;
import java.util.Objects;

/**
 * How to ask a schema registry.
 *
 * @param url of its interface, without credentials
 * @param kind of interface
 * @param globalIds whether the ids of Apicurio's records are global ones, and not of their content
 * @param credentials that it asks for
 * @param timeout for how long one schema is asked for, again and again, before the registry counts as away
 * @param cached most schemas that are kept, at least 1
 */
public record RegistrySettings(
        URI url, RegistryKind kind, boolean globalIds, RegistryCredentials credentials, Duration timeout, int cached) {

    /** Readers of records hold a transaction open while they wait. */
    private static final Duration LONGEST = Duration.ofMinutes(1);

    public RegistrySettings {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(credentials, "credentials");
        boolean isHttp = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
        if (!isHttp || url.getHost() == null || url.getRawQuery() != null || url.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "expected http://host:port or https://host:port, with a path if need be");
        }
        if (url.getUserInfo() != null) {
            throw new IllegalArgumentException(
                    "expected an address without credentials; they have settings of their own: user, password and token");
        }
        if (timeout.isNegative() || timeout.isZero() || timeout.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "expected a timeout above 0 and of at most %s, but got %s".formatted(LONGEST, timeout));
        }
        if (cached < 1) {
            throw new IllegalArgumentException("expected to keep at least 1 schema, but got " + cached);
        }
    }
}
