package io.alambic.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alambic.testing.TextFixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenizerTest {

    @TempDir
    private Path folder;

    @Test
    void textsBecomeTokensUpToTheLongest() throws IOException {
        try (Tokenizer tokenizer = tokenizer(4)) {
            // When
            Tokens fewer = tokenizer.tokens("A GOOD mail");
            Tokens more = tokenizer.tokens("bad unheard very mail today today");

            // Then
            assertThat(fewer.ids()).containsExactly(4, 2, 6);
            assertThat(fewer.mask()).containsExactly(1, 1, 1);
            assertThat(fewer.types()).containsExactly(0, 0, 0);
            assertThat(more.ids()).containsExactly(3, 1, 5, 6);
        }
    }

    @Test
    void anEnormousTextIsCutBeforeItIsLookedAt() throws IOException {
        try (Tokenizer tokenizer = tokenizer(4)) {
            // When
            Tokens tokens = tokenizer.tokens("good" + " ".repeat(395) + "\uD83D\uDE00" + " bad".repeat(1 << 22));

            // Then
            assertThat(tokens.ids()).containsExactly(2);
        }
    }

    @Test
    void anEmptyTextHasTheTokensOfBeginAndEnd() throws IOException {
        try (Tokenizer tokenizer = tokenizer(4)) {
            assertThat(tokenizer.tokens("").size()).isZero();
            assertThat(tokenizer.tokens(" \n").size()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({"a\\uD83D, 1", "\\uDE00, 0", "\\uD83D\\uD83D\\uDE00, 0"})
    void halfOfASurrogatePairIsRefused(String escaped, int place) throws IOException {
        // Given
        String text = unescaped(escaped);

        // Then
        try (Tokenizer tokenizer = tokenizer(4)) {
            assertThatThrownBy(() -> tokenizer.tokens(text))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("half of a surrogate pair at character " + place);
            assertThat(tokenizer.tokens("\uD83D\uDE00").ids()).containsExactly(1);
        }
    }

    @Test
    void whatIsNoTokenizerIsRefused() throws IOException {
        // Given
        Path file = Files.writeString(folder.resolve("other.json"), "{}");

        // Then
        assertThatThrownBy(() -> Tokenizer.read(file, 4))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("holds no tokenizer");
        assertThatThrownBy(() -> Tokenizer.read(folder.resolve("missing.json"), 4))
                .hasMessageContaining("There is no tokenizer");
        assertThatThrownBy(() -> tokenizer(0)).hasMessage("expected texts of at least 1 token, but got '0'");
    }

    private Tokenizer tokenizer(int longest) throws IOException {
        return Tokenizer.read(TextFixtures.tokenizer(folder.resolve("tokenizer.json")), longest);
    }

    private static String unescaped(String text) {
        StringBuilder signs = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            if (text.startsWith("\\u", i)) {
                signs.append((char) Integer.parseInt(text.substring(i + 2, i + 6), 16));
                i += 5;
            } else {
                signs.append(text.charAt(i));
            }
        }
        return signs.toString();
    }
}
