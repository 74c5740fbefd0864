package io.alambic.mapping.schema;

import io.alambic.core.settings.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * What a registry asks for: a user with a password, or a token.
 *
 * @param user name of the user
 * @param password of the user
 * @param token of a bearer
 */
public record RegistryCredentials(Optional<String> user, Secret password, Secret token) {

    /** A registry that asks for nothing. */
    public static final RegistryCredentials NONE = new RegistryCredentials(Optional.empty(), Secret.NONE, Secret.NONE);

    public RegistryCredentials {
        if (user.isPresent() != password.isThere()) {
            throw new IllegalArgumentException("expected a user and a password, or neither");
        }
        if (user.isPresent() && token.isThere()) {
            throw new IllegalArgumentException("expected a user with a password, or a token, but got both");
        }
        if (user.isPresent() && user.get().contains(":")) {
            throw new IllegalArgumentException("expected a user's name without ':'");
        }
    }

    /**
     * Returns the value of the header {@code Authorization}; empty if the registry asks for nothing.
     *
     * @throws IOException if a file cannot be read
     */
    Optional<String> header() throws IOException {
        if (user.isPresent()) {
            byte[] pair = "%s:%s".formatted(user.get(), password.read()).getBytes(StandardCharsets.UTF_8);
            return Optional.of("Basic " + Base64.getEncoder().encodeToString(pair));
        }
        if (!token.isThere()) {
            return Optional.empty();
        }
        String bearer = token.read();
        if (!bearer.matches("\\p{Graph}+")) {
            throw new IOException("%s is empty, or holds characters that no header can".formatted(token));
        }
        return Optional.of("Bearer " + bearer);
    }

    /** Returns which of them are set, without their values. */
    @Override
    public String toString() {
        return user.isPresent() ? "a user with a password" : token.isThere() ? "a token" : "no credentials";
    }
}
