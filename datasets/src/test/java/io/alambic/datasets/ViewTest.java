package io.alambic.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alambic.datasets.fetch.DataSetException;
import io.alambic.testing.IdxFixtures;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ViewTest {

    @TempDir
    private Path folder;

    @Test
    void halfIsTheMeanOfFourPixels() throws IOException {
        // Given: two images of four rows and five columns
        IdxImages images = images(4, 5, i -> i < 20 ? 10 * i : 255);

        // When
        IdxImages half = View.HALF.of(images);

        // Then: the fifth column is dropped
        assertThat(half.tensor()).isEqualTo("half");
        assertThat(half.shape()).isEqualTo("1x2x2");
        assertThat(bytes(half)).containsExactly(30, 50, (byte) 130, (byte) 150, -1, -1, -1, -1);
        assertThat(half.label(1)).isEqualTo(images.label(1));
    }

    @Test
    void edgesAreWhereTheImageChanges() throws IOException {
        // Given: the lower half of each image is brighter by 20
        IdxImages images = images(4, 3, i -> i % 12 < 6 ? 5 : 25);

        // When
        IdxImages edges = View.EDGES.of(images);

        // Then: Sobel's weights sum to 4
        assertThat(edges.shape()).isEqualTo("1x4x3");
        assertThat(bytes(edges)).startsWith(0, 0, 0, 80, 80, 80, 80, 80, 80, 0, 0, 0, 0, 0, 0, 80);
    }

    @Test
    void theImageItselfIsNoOtherTensor() throws IOException {
        // Given
        IdxImages images = images(4, 4, i -> i);

        // Then
        assertThat(View.IMAGE.beside(images)).containsExactly(images);
        assertThat(View.EDGES.beside(images)).extracting(IdxImages::tensor).containsExactly("image", "edges");
    }

    @Test
    void aViewIsWrittenAndReadLikeAnyImages() throws IOException {
        // Given
        IdxImages half = View.HALF.of(images(4, 4, i -> 3 * i));

        // When
        half.write(folder.resolve("half"), folder.resolve("labels"));

        // Then
        IdxImages read = IdxImages.read(folder.resolve("half"), folder.resolve("labels"));
        assertThat(bytes(read)).isEqualTo(bytes(half));
        assertThat(read.shape()).isEqualTo(half.shape());
    }

    @Test
    void anImageOfOneRowHasNoHalf() throws IOException {
        // Given
        IdxImages images = images(1, 4, i -> i);

        // Then
        assertThatThrownBy(() -> View.HALF.of(images))
                .isInstanceOf(DataSetException.class)
                .hasMessageContaining("1x1x4");
    }

    private IdxImages images(int rows, int columns, IntUnaryOperator pixel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(16 + 2 * rows * columns);
        bytes.putInt(0x0803).putInt(2).putInt(rows).putInt(columns);
        for (int i = 0; i < 2 * rows * columns; i++) {
            bytes.put((byte) pixel.applyAsInt(i));
        }
        Path file = Files.write(folder.resolve("images"), bytes.array());
        return IdxImages.read(file, Files.write(folder.resolve("classes"), IdxFixtures.labels(2)));
    }

    private static byte[] bytes(IdxImages images) {
        byte[] bytes = new byte[images.size() * images.channels() * images.rows() * images.columns()];
        images.pixels(0, images.size()).get(bytes);
        return bytes;
    }
}
