package io.alambic.tokenizer;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Splits texts into tokens, as a {@code tokenizer.json} of Hugging Face says. Thread safe. */
public final class Tokenizer implements AutoCloseable {

    /** Tokens are much shorter. What lies so far behind the longest text that is kept is cut before it is looked at. */
    private static final int CHARACTERS_PER_TOKEN = 100;

    private final HuggingFaceTokenizer tokenizer;
    private final long mostCharacters;

    private Tokenizer(HuggingFaceTokenizer tokenizer, int longest) {
        this.tokenizer = tokenizer;
        this.mostCharacters = (long) CHARACTERS_PER_TOKEN * longest;
    }

    /**
     * Reads a tokenizer.
     *
     * @param file the {@code tokenizer.json}
     * @param longest most tokens of a text, those at its begin and end included; what is longer is cut
     * @throws IOException if there is no such file, or it holds no tokenizer
     */
    public static Tokenizer read(Path file, int longest) throws IOException {
        if (longest < 1) {
            throw new IllegalArgumentException("expected texts of at least 1 token, but got '%d'".formatted(longest));
        }
        if (!Files.isRegularFile(file)) {
            throw new IOException("There is no tokenizer %s.".formatted(file));
        }
        try {
            return new Tokenizer(
                    HuggingFaceTokenizer.builder()
                            .optTokenizerPath(file)
                            .optTruncation(true)
                            .optMaxLength(longest)
                            .optPadding(false)
                            .build(),
                    longest);
        } catch (IOException | RuntimeException e) {
            throw new IOException("%s holds no tokenizer (%s).".formatted(file, e.getMessage()), e);
        }
    }

    /**
     * Returns the tokens of a text; none of some empty texts, where the tokenizer adds no tokens at begin and end.
     *
     * @throws IllegalArgumentException if the text holds half of a surrogate pair, or the tokenizer has no tokens for it
     */
    public Tokens tokens(String text) {
        String kept = text.length() > mostCharacters ? text.substring(0, end(text)) : text;
        requireWholeCharacters(kept);
        Encoding encoding;
        try {
            encoding = tokenizer.encode(kept);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("the tokenizer refuses the text (%s)".formatted(e.getMessage()), e);
        }
        return new Tokens(encoding.getIds(), encoding.getAttentionMask(), encoding.getTypeIds());
    }

    private int end(String text) {
        int end = (int) mostCharacters;
        return Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end;
    }

    private static void requireWholeCharacters(String text) {
        for (int i = 0; i < text.length(); i++) {
            char sign = text.charAt(i);
            if (Character.isHighSurrogate(sign)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(sign)) {
                throw new IllegalArgumentException("half of a surrogate pair at character %d".formatted(i));
            }
        }
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
