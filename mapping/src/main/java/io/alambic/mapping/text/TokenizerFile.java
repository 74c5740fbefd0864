package io.alambic.mapping.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;

/** What a {@code tokenizer.json} says of its vocabulary. */
final class TokenizerFile {

    private TokenizerFile() {}

    /**
     * Returns the largest number of a token; empty if the file does not say it.
     *
     * @throws IllegalArgumentException if the file cannot be read
     */
    static OptionalLong largestToken(Path file) {
        JsonNode root;
        try {
            root = new ObjectMapper().readTree(file.toFile());
        } catch (IOException e) {
            throw new IllegalArgumentException("expected a tokenizer.json, but: " + e.getMessage(), e);
        }
        long most = -1;
        JsonNode vocabulary = root.path("model").path("vocab");
        if (vocabulary.isArray()) {
            most = vocabulary.size() - 1L; // Unigram: the place is the number
        } else {
            for (JsonNode number : vocabulary) {
                most = Math.max(most, number.asLong());
            }
        }
        for (JsonNode token : root.path("added_tokens")) {
            most = Math.max(most, token.path("id").asLong());
        }
        return most < 0 ? OptionalLong.empty() : OptionalLong.of(most);
    }
}
