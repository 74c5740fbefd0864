package io.alambic.mapping.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alambic.mapping.value.InvalidValueException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageDecoderTest {

    @ParameterizedTest
    @CsvFileSource(resources = "/images/expected.csv")
    void pixelsAreThoseOfPillow(String file, String kind, String digest) throws IOException, InvalidValueException {
        // Given
        if (kind.contains(" ")) {
            return; // another test resizes
        }

        // When
        Pixels image = ImageFixtures.DECODER.decode(ImageFixtures.file(file), kind.equals("L") ? 1 : 3);

        // Then
        assertThat(ImageFixtures.digest(image)).isEqualTo(digest);
    }

    @ParameterizedTest
    @CsvSource({"photo.jpg, photo-jpg-decoded.png", "progressive.jpg, progressive-jpg-decoded.png"})
    void pixelsOfJpegDifferByNoMoreThanDecodersDo(String file, String expected)
            throws IOException, InvalidValueException {
        // When
        Pixels image = ImageFixtures.DECODER.decode(ImageFixtures.file(file), 3);
        Pixels other = ImageFixtures.DECODER.decode(ImageFixtures.file(expected), 3);

        // Then
        assertThat(ImageFixtures.difference(image, other)).isLessThanOrEqualTo(2);
    }

    @Test
    void sixteenBitsLoseTheLowerEight() throws IOException, InvalidValueException {
        // When
        Pixels image = ImageFixtures.DECODER.decode(ImageFixtures.file("gray16.png"), 1);

        // Then
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                assertThat(image.at(y * image.width() + x)).isEqualTo(((x * 1000 + y * 7) & 0xffff) >> 8);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5, 6, 7, 8})
    void anImageIsSeenUpright(int orientation) throws IOException, InvalidValueException {
        // Given
        byte[] file = ImageFixtures.file("exif%d.jpg".formatted(orientation));
        Pixels stored = new ImageDecoder(ImageDecoder.USUAL_PIXELS, false).decode(file, 3);

        // When
        Pixels seen = ImageFixtures.DECODER.decode(file, 3);

        // Then
        boolean turned = orientation >= 5;
        assertThat(seen.width()).isEqualTo(turned ? stored.height() : stored.width());
        assertThat(seen).usingRecursiveComparison().isEqualTo(stored.upright(orientation));
        int back = orientation == 6 ? 8 : orientation == 8 ? 6 : orientation;
        assertThat(seen.upright(back)).usingRecursiveComparison().isEqualTo(stored);
    }

    @Test
    void theOrientationIsReadAsPillowReadsIt() throws IOException, InvalidValueException {
        // When
        Pixels seen = ImageFixtures.DECODER.decode(ImageFixtures.file("exif6.jpg"), 3);
        Pixels expected = ImageFixtures.DECODER.decode(ImageFixtures.file("exif6-jpg-decoded.png"), 3);

        // Then
        assertThat(seen.height()).isEqualTo(expected.height());
        assertThat(ImageFixtures.difference(seen, expected)).isLessThanOrEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "photo.jpg; 1200; expected a whole image, but the JPEG file is cut off",
                "photo.png; 1200; expected a whole image, but the PNG file cannot be decoded",
                "photo.gif; 1200; expected a whole image, but the GIF file cannot be decoded",
                "photo.bmp; 1200; expected a whole image, but the BMP file cannot be decoded",
                "photo.png; 20; expected a whole image, but the PNG file cannot be decoded",
                "photo.jpg; 2; expected an image of [JPEG, PNG, GIF, BMP], but got 2 other bytes",
                "cmyk.jpg; 1707; expected an image of gray or of red, green and blue, in 8 or 16 bits, but it has 4 colours (CMYK)",
            })
    void whatCannotBeDecodedWholeIsRefused(String name, int length, String message) throws IOException {
        // Given
        byte[] file = ImageFixtures.cut(ImageFixtures.file(name), length);

        // When
        ThrowingCallable decode = () -> ImageFixtures.DECODER.decode(file, 3);

        // Then
        assertThatThrownBy(decode).isInstanceOf(InvalidValueException.class).hasMessageStartingWith(message);
    }

    @Test
    void pixelsThatTheDecoderMakesUpAreRefused() throws IOException {
        // Given
        byte[] whole = ImageFixtures.file("photo.jpg");
        byte[] early = ImageFixtures.changed(whole, whole.length - 300, 0xff, 0xd9);

        // When
        ThrowingCallable decode = () -> ImageFixtures.DECODER.decode(early, 3);

        // Then
        assertThatThrownBy(decode).hasMessageStartingWith("expected a whole image, but: ");
    }

    @Test
    void declaredPixelsAreRefusedBeforeTheyAreDecoded() throws IOException {
        // Given
        byte[] png = ImageFixtures.changed(ImageFixtures.file("photo.png"), 16, 0, 0, 0x7f, 0xff, 0, 0, 0x7f, 0xff);
        byte[] photo = ImageFixtures.file("photo.jpg");
        byte[] jpeg = ImageFixtures.changed(photo, frame(photo), 0xf0, 0x01, 0xf0, 0x02);

        // Then
        assertThatThrownBy(() -> ImageFixtures.DECODER.decode(png, 3)).hasMessageContaining("declares 32767x32767");
        assertThatThrownBy(() -> ImageFixtures.DECODER.decode(jpeg, 3))
                .hasMessage(
                        "expected an image of at most 16777216 pixels, 65535 in a row, but it declares 61442x61441");
        assertThatThrownBy(() -> new ImageDecoder(1960, true).decode(photo, 3))
                .hasMessageContaining("at most 1960 pixels")
                .hasMessageContaining("declares 53x37");
    }

    @Test
    void aFileOfManyScansIsRefused() throws IOException {
        // Given
        byte[] file = ImageFixtures.file("progressive.jpg");
        ByteArrayOutputStream many = new ByteArrayOutputStream();
        many.write(file, 0, file.length - 2);
        int scan = lastScan(file);
        for (int i = 0; i < 100; i++) {
            many.write(file, scan, file.length - 2 - scan);
        }
        many.write(file, file.length - 2, 2);

        // When
        ThrowingCallable decode = () -> ImageFixtures.DECODER.decode(many.toByteArray(), 3);

        // Then
        assertThatThrownBy(decode).hasMessageStartingWith("expected a JPEG file of at most 100 scans, but it has 1");
    }

    /** Returns the place of the height. */
    private static int frame(byte[] jpeg) {
        return find(jpeg, 0xc0) + 5;
    }

    private static int lastScan(byte[] jpeg) {
        int last = 0;
        for (int i = 0; i + 1 < jpeg.length; i++) {
            last = (jpeg[i] & 0xff) == 0xff && (jpeg[i + 1] & 0xff) == 0xda ? i : last;
        }
        return last;
    }

    private static int find(byte[] jpeg, int marker) {
        for (int i = 0; i + 1 < jpeg.length; i++) {
            if ((jpeg[i] & 0xff) == 0xff && (jpeg[i + 1] & 0xff) == marker) {
                return i;
            }
        }
        throw new IllegalArgumentException("no marker " + marker);
    }
}
