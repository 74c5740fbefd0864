package io.alambic.datasets.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alambic.datasets.fetch.DataSetException;
import io.alambic.testing.TextFixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextTokenizerTest {

    @TempDir
    private Path folder;

    @Test
    void textsBecomeTokensOfTheirOwnLengthUpToTheLongest() throws IOException {
        // Given
        Path file = TextFixtures.tokenizer(folder.resolve("tokenizer.json"));

        // When
        try (TextTokenizer tokenizer = TextTokenizer.read(file, 4)) {
            TokenizedTexts texts = tokenizer.tokenized(List.of(
                    new LabelledText("A GOOD mail", 0), new LabelledText("bad unheard very mail today today", 1)));

            // Then
            assertThat(texts.tokens(0)).containsExactly(4, 2, 6);
            assertThat(texts.tokens(1)).containsExactly(3, 1, 5, 6);
            assertThat(texts.label(1)).isEqualTo(1);
        }
    }

    @Test
    void halfOfASurrogatePairIsAnUnknownCharacter() throws IOException {
        // Given
        Path file = TextFixtures.tokenizer(folder.resolve("tokenizer.json"));

        // When
        try (TextTokenizer tokenizer = TextTokenizer.read(file, 4)) {
            long[] tokens = tokenizer.tokens("good \uD83D mail");

            // Then
            assertThat(tokens).containsExactly(2, 1, 6);
        }
    }

    @Test
    void whatIsNoTokenizerIsRefused() throws IOException {
        // Given
        Path file = Files.writeString(folder.resolve("tokenizer.json"), "{}");

        // Then
        assertThatThrownBy(() -> TextTokenizer.read(file, 4))
                .isInstanceOf(DataSetException.class)
                .hasMessageContaining("holds no tokenizer");
        assertThatThrownBy(() -> TextTokenizer.read(folder.resolve("missing.json"), 4))
                .hasMessageContaining("There is no tokenizer");
    }
}
