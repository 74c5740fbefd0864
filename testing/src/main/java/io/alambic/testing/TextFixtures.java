package io.alambic.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Small texts whose class one of their words tells, and a tokenizer that knows their words. */
public final class TextFixtures {

    /** Number of different tokens; 0 is padding, 1 an unknown word. */
    public static final int VOCABULARY = 8;

    private static final List<String> WORDS = List.of("[PAD]", "[UNK]", "good", "bad", "a", "very", "mail", "today");

    private TextFixtures() {}

    /** Writes {@code train.jsonl}, {@code test.jsonl} and {@code tokenizer.json} into a folder. */
    public static Path folder(Path folder) throws IOException {
        write(folder.resolve("train.jsonl"), 40);
        write(folder.resolve("test.jsonl"), 20);
        tokenizer(folder.resolve("tokenizer.json"));
        return folder;
    }

    /** Writes the tokenizer. */
    public static Path tokenizer(Path file) throws IOException {
        StringBuilder words = new StringBuilder();
        for (int i = 0; i < WORDS.size(); i++) {
            words.append(i == 0 ? "" : ", ").append("\"%s\": %d".formatted(WORDS.get(i), i));
        }
        return Files.writeString(file, """
                {"version": "1.0", "truncation": null, "padding": null, "added_tokens": [],
                 "normalizer": {"type": "Lowercase"}, "pre_tokenizer": {"type": "Whitespace"},
                 "post_processor": null, "decoder": null,
                 "model": {"type": "WordLevel", "vocab": {%s}, "unk_token": "[UNK]"}}
                """.formatted(words));
    }

    private static void write(Path file, int texts) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < texts; i++) {
            String text = "%s %s mail %s"
                    .formatted(i % 2 == 0 ? "good" : "bad", "a very ".repeat(i % 3), "today ".repeat(i % 5));
            lines.append("{\"text\": \"%s\", \"label\": %d}%n".formatted(text.strip(), i % 2));
        }
        Files.writeString(file, lines.toString());
    }
}
