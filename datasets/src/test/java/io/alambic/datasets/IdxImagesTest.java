package io.alambic.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alambic.datasets.fetch.DataSetException;
import io.alambic.testing.IdxFixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxImagesTest {

    @TempDir
    private Path folder;

    @Test
    void readsImagesAndTheirLabels() throws IOException {
        // Given
        IdxFixtures.write(folder, "images", "labels", 200);

        // When
        IdxImages images = read();

        // Then
        assertThat(images.size()).isEqualTo(200);
        assertThat(images.rows()).isEqualTo(2);
        assertThat(images.columns()).isEqualTo(3);
        assertThat(images.classes()).isEqualTo(10);
        assertThat(images.label(199)).isEqualTo(9);
        assertThat(images.pixels(198, 2).remaining()).isEqualTo(12);
        assertThat(images.pixels(199, 1).get()).isEqualTo((byte) 199);
    }

    @Test
    void readsImagesOfSeveralChannels() throws IOException {
        // Given
        Files.write(folder.resolve("images"), IdxFixtures.colourImages(3));
        Files.write(folder.resolve("labels"), IdxFixtures.labels(3));

        // When
        IdxImages images = read();

        // Then
        assertThat(images.shape()).isEqualTo("3x2x2");
        assertThat(images.channels()).isEqualTo(3);
        assertThat(images.pixels(2, 1).remaining()).isEqualTo(12);
        assertThat(images.pixels(2, 1).get(11)).isEqualTo((byte) 13);
    }

    @Test
    void aFolderMayHoldColourImages() throws IOException {
        // When
        IdxFolder colour = new IdxFolder(IdxFixtures.colourFolder(folder));

        // Then
        assertThat(colour.train().size()).isEqualTo(20);
        assertThat(colour.test().shape()).isEqualTo("3x2x2");
        assertThat(colour.files())
                .allSatisfy(file -> assertThat(file).exists())
                .extracting(file -> file.getFileName().toString())
                .contains("train-images-idx4-ubyte", "t10k-images-idx4-ubyte");
    }

    @Test
    void saysWhichFileIsCutShort() throws IOException {
        // Given
        IdxFixtures.write(folder, "images", "labels", 3);
        Files.write(folder.resolve("images"), Arrays.copyOf(IdxFixtures.images(3), 33));

        // Then
        assertThatThrownBy(this::read)
                .isInstanceOf(DataSetException.class)
                .hasMessageContaining("images must hold 18 bytes after its header, but holds 17");
    }

    @Test
    void refusesLabelsThatBelongToOtherImages() throws IOException {
        // Given
        Files.write(folder.resolve("images"), IdxFixtures.images(3));
        Files.write(folder.resolve("labels"), IdxFixtures.labels(4));

        // Then
        assertThatThrownBy(this::read).hasMessageContainingAll("holds 3 images", "holds 4 labels");
    }

    @Test
    void refusesAFileOfAnotherKind() throws IOException {
        // Given
        Files.write(folder.resolve("images"), IdxFixtures.labels(3));
        Files.write(folder.resolve("labels"), IdxFixtures.labels(3));

        // Then
        assertThatThrownBy(this::read).hasMessageContaining("is not a file of IDX images");
    }

    @Test
    void aFolderSaysWhatItLacks() throws IOException {
        // Given
        IdxFixtures.folder(folder);
        Files.delete(folder.resolve(IdxFolder.labels(IdxFolder.TEST)));

        // Then
        assertThatThrownBy(() -> new IdxFolder(folder)).hasMessageContaining("lacks t10k-labels-idx1-ubyte;");
    }

    private IdxImages read() {
        return IdxImages.read(folder.resolve("images"), folder.resolve("labels"));
    }
}
