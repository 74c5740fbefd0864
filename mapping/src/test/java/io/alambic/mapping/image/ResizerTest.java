package io.alambic.mapping.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.alambic.mapping.value.InvalidValueException;
import java.io.IOException;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** Sizes are changed bit for bit as Pillow changes them. */
class ResizerTest {

    @ParameterizedTest
    @CsvFileSource(resources = "/images/expected.csv")
    void everyFilterGivesThePixelsOfPillow(String file, String kind, String digest)
            throws IOException, InvalidValueException {
        // Given
        String[] parts = kind.split(" ");
        if (parts.length == 1) {
            return; // another test decodes
        }
        Pixels image = ImageFixtures.DECODER.decode(ImageFixtures.file(file), 3);
        int rows = Integer.parseInt(parts[1].split("x")[0]);
        int columns = Integer.parseInt(parts[1].split("x")[1]);

        // When
        Pixels resized = Resizer.resize(
                image,
                Resizer.Window.middle(rows, columns, rows, columns),
                Resampling.valueOf(parts[0].toUpperCase(Locale.ROOT)));

        // Then
        assertThat(ImageFixtures.digest(resized)).isEqualTo(digest);
    }

    @Test
    void theMiddleOfAResizedImageIsThatOfTheWholeOne() throws IOException, InvalidValueException {
        // Given
        Pixels image = ImageFixtures.DECODER.decode(ImageFixtures.file("photo.png"), 3);

        // When
        Pixels whole = Resizer.resize(image, Resizer.Window.middle(24, 34, 24, 34), Resampling.BICUBIC);
        Pixels middle = Resizer.resize(image, Resizer.Window.middle(24, 34, 11, 17), Resampling.BICUBIC);

        // Then
        for (int y = 0; y < 11; y++) {
            for (int i = 0; i < 17 * 3; i++) {
                assertThat(middle.at(y * 17 * 3 + i)).isEqualTo(whole.at((y + 6) * 34 * 3 + 8 * 3 + i));
            }
        }
    }

    @Test
    void aroundASmallerImageThereAreZeros() {
        // Given
        Pixels image = new Pixels(2, 1, 1, new byte[] {9, 8});

        // When
        Pixels padded = Resizer.resize(image, Resizer.Window.middle(1, 2, 3, 5), Resampling.BILINEAR);

        // Then
        assertThat(padded.samples()).containsExactly(0, 0, 0, 0, 0, 0, 0, 9, 8, 0, 0, 0, 0, 0, 0);
    }
}
