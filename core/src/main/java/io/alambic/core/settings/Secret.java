package io.alambic.core.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A secret, as a text or in a file, which is read for each request, so that it can be replaced. Never part of a message.
 *
 * @param text of the secret
 * @param file that holds it
 */
public record Secret(Optional<String> text, Optional<Path> file) {

    /** No secret. */
    public static final Secret NONE = new Secret(Optional.empty(), Optional.empty());

    public Secret {
        if (text.isPresent() && file.isPresent()) {
            throw new IllegalArgumentException("expected a text or a file that holds it, but got both");
        }
    }

    /** Returns whether there is one. */
    public boolean isThere() {
        return text.isPresent() || file.isPresent();
    }

    /**
     * Returns the secret, without white space around it.
     *
     * @throws IOException if its file cannot be read
     */
    public String read() throws IOException {
        return (file.isPresent() ? Files.readString(file.get()) : text.orElse("")).strip();
    }

    /**
     * Returns the value of the header {@code Authorization} with this as the token of a bearer; empty if there is no secret.
     *
     * @throws IOException if its file cannot be read
     * @throws IllegalStateException if no header can hold it
     */
    public Optional<String> bearer() throws IOException {
        if (!isThere()) {
            return Optional.empty();
        }
        String token = read();
        if (!token.matches("\\p{Graph}+")) {
            throw new IllegalStateException("%s is empty, or holds characters that no header can".formatted(this));
        }
        return Optional.of("Bearer " + token);
    }

    @Override
    public String toString() {
        return text.isPresent()
                ? "a secret"
                : file.map(path -> "the secret in " + path).orElse("no secret");
    }
}
