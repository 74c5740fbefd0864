package io.alambic.core.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.alambic.core.tensor.RowBuffer;
import io.alambic.core.tensor.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxFilesTest {

    private static final int IMAGES = 0x0803;
    private static final int LABELS = 0x0801;

    @TempDir
    private Path folder;

    private Path images;
    private Path labels;

    @BeforeEach
    void write() throws IOException {
        images = write("images", 3 * 2 * 2, IMAGES, 3, 2, 2);
        labels = write("labels", 3, LABELS, 3);
    }

    @Test
    void imagesAndLabelsAreReadAsZeroToOneAndUnsigned() throws IOException {
        // Given
        byte[] content = Files.readAllBytes(images);
        content[content.length - 1] = (byte) 255;
        Files.write(images, content);
        byte[] classes = Files.readAllBytes(labels);
        classes[classes.length - 1] = (byte) 200;
        Files.write(labels, classes);

        // When
        LabelledData data = IdxFiles.read(images, labels, "image");

        // Then
        assertThat(data.size()).isEqualTo(3);
        assertThat(data.labels()).containsExactly(1, 2, 200);
        assertThat(data.input().type()).isEqualTo(TensorType.UINT8);
        assertThat(data.input().shape()).isEqualTo(new Shape(3, 1, 2, 2));
        RowBuffer rows = new RowBuffer();
        rows.append(data.input(), 2, 1);
        try (NDManager manager = NDManager.newBaseManager()) {
            float step = 1f / 255;
            assertThat(rows.toArray(manager).toFloatArray()).containsExactly(9 * step, 10 * step, 11 * step, 1);
        }
    }

    @Test
    void imagesOfSeveralChannelsKeepThem() throws IOException {
        // Given
        Path colour = write("colour", 3 * 3 * 2 * 2, 0x0804, 3, 3, 2, 2);

        // When
        LabelledData data = IdxFiles.read(colour, labels, "image");

        // Then
        assertThat(data.input().shape()).isEqualTo(new Shape(3, 3, 2, 2));
        assertThat(data.input().data().get(35)).isEqualTo((byte) 36);
    }

    @Test
    void aSetIsReadFromWhicheverFileOfImagesThereIs() throws IOException {
        // Given
        write("t10k-images-idx4-ubyte", 2 * 3 * 2 * 2, 0x0804, 2, 3, 2, 2);
        write("t10k-labels-idx1-ubyte", 2, LABELS, 2);
        write("train-images-idx3-ubyte", 2 * 2, IMAGES, 1, 2, 2);
        write("train-labels-idx1-ubyte", 1, LABELS, 1);

        // When
        LabelledData colour = IdxFiles.readSet(folder, "t10k", "image");
        LabelledData grey = IdxFiles.readSet(folder, "train", "image");

        // Then
        assertThat(colour.input().shape()).isEqualTo(new Shape(2, 3, 2, 2));
        assertThat(grey.input().shape()).isEqualTo(new Shape(1, 1, 2, 2));
        assertThatThrownBy(() -> IdxFiles.readSet(folder, "other", "image"))
                .hasMessageEndingWith("other-images-idx3-ubyte is missing or cannot be read");
    }

    @Test
    void mirroredSamplesFollowTheirOriginalsWithTheSameLabels() throws IOException {
        // Given
        LabelledData data = IdxFiles.read(images, labels, "image").first(2);

        // When
        LabelledData both = data.withMirrored();

        // Then
        assertThat(both.input().shape()).isEqualTo(new Shape(4, 1, 2, 2));
        assertThat(both.labels()).containsExactly(1, 2, 1, 2);
        byte[] bytes = new byte[16];
        both.input().data().duplicate().get(bytes);
        assertThat(bytes).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 2, 1, 4, 3, 6, 5, 8, 7);
        assertThat(data.input().data().remaining()).isEqualTo(8);
    }

    @Test
    void theFirstSamplesAreAtMostAllOfThem() throws IOException {
        // Given
        LabelledData data = IdxFiles.read(images, labels, "image");

        // When
        LabelledData first = data.first(2);

        // Then
        assertThat(first.size()).isEqualTo(2);
        assertThat(first.input().shape()).isEqualTo(new Shape(2, 1, 2, 2));
        assertThat(first.labels()).containsExactly(1, 2);
        assertThat(data.first(3).size()).isEqualTo(3);
        assertThat(data.first(4).size()).isEqualTo(3);
    }

    @Test
    void fileThatIsMissingIsRefused() {
        assertRefused(folder.resolve("none"), labels, "none", "missing");
    }

    @Test
    void fileOfAnotherKindOrRankIsRefused() throws IOException {
        assertRefused(labels, labels, "labels", "3 or 4 dimensions");
        assertRefused(images, images, "images", "1 dimensions");
        assertRefused(Files.writeString(folder.resolve("page"), "<html>no data</html>"), labels, "page");
        assertRefused(Files.write(folder.resolve("short"), new byte[] {0, 0, 8}), labels, "short");
        assertRefused(write("floats", 48, 0x0D03, 3, 2, 2), labels, "floats");
    }

    @Test
    void fileThatIsTooShortOrTooLongIsRefusedWithBothNumbers() throws IOException {
        assertRefused(write("short", 11, IMAGES, 3, 2, 2), labels, "12", "11");
        assertRefused(write("long", 13, IMAGES, 3, 2, 2), labels, "12", "13");
    }

    @Test
    void sizesThatMakeNoSenseAreRefused() throws IOException {
        assertRefused(write("none", 0, IMAGES, 0, 2, 2), labels, "dimension 0", "is 0");
        assertRefused(write("negative", 4, IMAGES, -1, -1, 4), labels, "dimension 0", "is -1");
        assertRefused(write("wrapped", 0, IMAGES, 1 << 16, 1 << 24, 1 << 24), labels, "but has 0");
    }

    @Test
    void numbersOfImagesAndLabelsThatDifferAreRefused() throws IOException {
        assertRefused(images, write("labels4", 4, LABELS, 4), "3 images", "4 labels");
    }

    private void assertRefused(Path pixels, Path classes, String... parts) {
        assertThatThrownBy(() -> IdxFiles.read(pixels, classes, "image"))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll(parts);
    }

    /** Elements count up from 1. */
    private Path write(String name, int elements, int magic, int... sizes) throws IOException {
        ByteBuffer content = ByteBuffer.allocate(Integer.BYTES * (1 + sizes.length) + elements);
        content.putInt(magic);
        Arrays.stream(sizes).forEach(content::putInt);
        for (int i = 0; i < elements; i++) {
            content.put((byte) (i + 1));
        }
        return Files.write(folder.resolve(name), content.array());
    }
}
