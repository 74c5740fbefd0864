package io.alambic.mapping.schema;

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
    boolean isThere() {
        return text.isPresent() || file.isPresent();
    }

    /**
     * Returns the secret, without white space around it.
     *
     * @throws IOException if its file cannot be read
     */
    String read() throws IOException {
        return (file.isPresent() ? Files.readString(file.get()) : text.orElse("")).strip();
    }

    @Override
    public String toString() {
        return text.isPresent()
                ? "a secret"
                : file.map(path -> "the secret in " + path).orElse("no secret");
    }
}
