package io.alambic.models.llm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The key of an endpoint, as a text or in a file, which is read for each call, so that it can be replaced. Never part of a message.
 *
 * @param text of the key
 * @param file that holds it
 */
public record ApiKey(Optional<String> text, Optional<Path> file) {

    /** An endpoint that asks for none. */
    public static final ApiKey NONE = new ApiKey(Optional.empty(), Optional.empty());

    public ApiKey {
        if (text.isPresent() && file.isPresent()) {
            throw new IllegalArgumentException("expected a key or a file that holds it, but got both");
        }
    }

    /**
     * Returns the key; empty if there is none.
     *
     * @throws UncheckedIOException if its file cannot be read
     */
    Optional<String> read() {
        Optional<String> key = file.map(ApiKey::content).or(() -> text).map(String::strip);
        if (key.isPresent() && !key.get().matches("\\p{Graph}+")) {
            throw new IllegalStateException("%s is empty, or holds characters that no header can".formatted(this));
        }
        return key;
    }

    private static String content(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("the file of the API key cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public String toString() {
        return text.isPresent()
                ? "a key"
                : file.map(path -> "the key in " + path).orElse("no key");
    }
}
