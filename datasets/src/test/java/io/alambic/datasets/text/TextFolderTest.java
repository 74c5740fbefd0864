package io.alambic.datasets.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alambic.datasets.fetch.DataSetException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextFolderTest {

    @TempDir
    private Path folder;

    @Test
    void whatWasWrittenIsRead() throws IOException {
        // Given
        List<LabelledText> texts =
                List.of(new LabelledText("with \"quotes\" and\nlines, é", 0), new LabelledText("", 1));

        // When
        TextFolder.write(folder.resolve(TextFolder.TRAIN), texts);
        TextFolder.write(folder.resolve(TextFolder.TEST), texts.subList(1, 2));

        // Then
        TextFolder read = new TextFolder(folder);
        assertThat(read.train()).isEqualTo(texts);
        assertThat(read.test()).containsExactly(texts.get(1));
    }

    @Test
    void aLineThatIsNoLabelledTextIsNamed() throws IOException {
        // Given
        Files.writeString(folder.resolve(TextFolder.TRAIN), "{\"text\": \"fine\", \"label\": 1}\n{\"label\": 1}\n");
        Files.writeString(folder.resolve(TextFolder.TEST), "");
        TextFolder texts = new TextFolder(folder);

        // Then
        assertThatThrownBy(texts::train)
                .isInstanceOf(DataSetException.class)
                .hasMessageContaining("train.jsonl: line 2 is no labelled text");
        assertThatThrownBy(texts::test).hasMessageEndingWith("test.jsonl holds no text.");
    }

    @Test
    void aFolderWithoutTextsSaysWhatItLacks() {
        assertThatThrownBy(() -> new TextFolder(folder))
                .isInstanceOf(DataSetException.class)
                .hasMessageContainingAll("lacks train.jsonl", "{\"text\": \"...\", \"label\": 0}");
    }
}
