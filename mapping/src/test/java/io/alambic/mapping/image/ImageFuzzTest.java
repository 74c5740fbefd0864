package io.alambic.mapping.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.alambic.mapping.value.InvalidValueException;
import io.alambic.testing.Memory;
import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever bytes come, they are an image or are refused, within memory and time that the limit of pixels sets. */
class ImageFuzzTest {

    private static final int MUTATIONS = 2_000;
    private static final int PIXELS = 1 << 14;
    private static final ImageDecoder DECODER = new ImageDecoder(PIXELS, true);

    /** Mostly of warnings: the reader of JPEG has one for every two bytes of a segment that lies behind the end of the file. */
    private static final long MOST_MEMORY = 12L << 20;

    static Stream<byte[]> files() throws IOException {
        return Stream.of(
                ImageFixtures.file("photo.jpg"),
                ImageFixtures.file("progressive.jpg"),
                ImageFixtures.file("palette.png"),
                ImageFixtures.file("photo.gif"),
                ImageFixtures.file("photo.bmp"));
    }

    @MethodSource("files")
    @FuzzTest
    void everyFileIsAnImageOrRefused(byte[] file) {
        requireImageOrRefusal(file);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "photo.jpg",
                "progressive.jpg",
                "exif6.jpg",
                "photo.png",
                "palette.png",
                "gray16.png",
                "photo.gif",
                "photo.bmp"
            })
    void mutatedFilesAreImagesOrRefused(String name) throws IOException {
        // Given
        Random chance = new Random(7);
        byte[] whole = ImageFixtures.file(name);

        for (int i = 0; i < MUTATIONS; i++) {
            // When
            byte[] mutated =
                    chance.nextInt(10) == 0 ? ImageFixtures.cut(whole, chance.nextInt(whole.length)) : whole.clone();
            for (int change = chance.nextInt(4); change >= 0 && mutated.length > 0; change--) {
                int at = chance.nextInt(chance.nextBoolean() ? mutated.length : Math.min(mutated.length, 200));
                switch (chance.nextInt(3)) {
                    case 0 -> mutated[at] = (byte) chance.nextInt();
                    case 1 -> mutated[at] ^= (byte) (1 << chance.nextInt(8));
                    default -> mutated[at] = (byte) (chance.nextBoolean() ? 0xff : 0);
                }
            }

            // Then
            requireImageOrRefusal(mutated);
        }
    }

    private static void requireImageOrRefusal(byte[] file) {
        Memory.requireAtMost(MOST_MEMORY, () -> decode(file));
    }

    private static void decode(byte[] file) {
        long begin = System.nanoTime();
        try {
            Pixels image = DECODER.decode(file, 3);
            assertThat(image.width() * image.height()).isBetween(1, PIXELS);
            assertThat(image.samples()).hasSize(image.width() * image.height() * 3);
        } catch (InvalidValueException e) {
            assertThat(e).message().startsWith("expected ");
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
    }
}
