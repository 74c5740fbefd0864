package io.alambic.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.alambic.core.settings.InvalidSettingException;
import io.alambic.core.tensor.TensorType;
import io.alambic.v1.SampleBatch;
import io.alambic.v1.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The step {@code image}, from records to tensors. */
class ImageMappingTest {

    /** Two pixels in a row, red and white. */
    private static final String RED_AND_WHITE =
            "iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAIAAAB7QOjdAAAAD0lEQVR4nGP8z8DA8P8/AAkFAv/EHkoWAAAAAElFTkSuQmCC";

    private static final Path IMAGES = Path.of("src", "test", "resources", "images");

    @ParameterizedTest
    @CsvSource({"clip, 24", "resnet, 21"})
    void aPreprocessorFileGivesTheNumbersOfItsProcessor(String name, int size)
            throws IOException, RefusedRecordException {
        // Given
        Mapped mapping = new Mapped()
                .format("bytes")
                .tensor(
                        "x",
                        TensorType.FP32,
                        "3x%1$dx%1$d".formatted(size),
                        ". | image(%s)".formatted(IMAGES.resolve(name + ".json")));

        // When
        SampleBatch batch = mapping.map(image("photo.png")).batch();

        // Then
        assertThat(Mapped.shape(batch.getTensors(0))).containsExactly(1L, 3L, (long) size, (long) size);
        assertThat(batch.getTensors(0).getData().toByteArray()).isEqualTo(image(name + ".f32"));
    }

    @ParameterizedTest
    @CsvSource({
        "3x1x2, UINT8, image, 255 255 0 255 0 255",
        "2x2x3, UINT8, image(resample=nearest), 255 0 0 255 255 255 255 0 0 255 255 255",
        "1x1x2, UINT8, image, 76 255",
        "1x2, UINT8, image, 76 255",
        "2x2x1, UINT8, image(resample=nearest), 76 255 76 255",
        "2x4, UINT8, image(resample=nearest), 76 76 255 255 76 76 255 255",
        "1x1, UINT8, image(resize=1), 76",
        "1x1, UINT8, image(resample=box), 166",
        "3x4, UINT8, image(resize=none), 0 0 0 0 0 76 255 0 0 0 0 0",
        "1x4, UINT8, image(resize=1x2), 0 76 255 0",
        "1x2, UINT8, 'image(orientation=ignore, max-pixels=2)', 76 255",
    })
    void theShapeSaysChannelsAndSize(String shape, TensorType type, String step, String bytes)
            throws RefusedRecordException {
        // When
        Tensor tensor = new Mapped()
                .tensor("x", type, shape, "x | " + step)
                .batch("{\"x\": \"%s\"}".formatted(RED_AND_WHITE))
                .getTensors(0);

        // Then
        assertThat(Mapped.unsigned(tensor)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @CsvSource({
        "image, 1 1 0 1 0 1",
        "image(scale=1), 255 255 0 255 0 255",
        "'image(mean=0.5, deviation=0.25)', 2 2 -2 2 -2 2",
        "'image(mean=0.5 0 1, deviation=0.5 1 0.5)', 1 1 0 1 -2 0",
    })
    void realNumbersAreScaledAndNormalized(String step, String expected) throws RefusedRecordException {
        // When
        float[] numbers =
                Mapped.floats(Mapped.shaped("3x1x2", "x | " + step).batch("{\"x\": \"%s\"}".formatted(RED_AND_WHITE)));

        // Then
        for (int i = 0; i < numbers.length; i++) {
            assertThat(numbers[i]).isEqualTo(Float.parseFloat(expected.split(" ")[i]));
        }
    }

    @Test
    void bytesBase64AndDataUrlsAreTheSameImage() throws IOException, RefusedRecordException {
        // Given
        byte[] file = image("photo.jpg");
        String text = Base64.getEncoder().encodeToString(file);

        // When
        SampleBatch plain = new Mapped()
                .format("bytes")
                .tensor("x", TensorType.FP16, "8x8x3", ". | image")
                .map(file)
                .batch();
        Mapped field = new Mapped().tensor("x", TensorType.FP16, "8x8x3", "x | image");

        // Then
        assertThat(field.batch("{\"x\": \"%s\"}".formatted(text))).isEqualTo(plain);
        assertThat(field.batch("{\"x\": \"data:image/jpeg;base64,%s\"}".formatted(text)))
                .isEqualTo(plain);
        assertThat(plain.getTensors(0).getData().size()).isEqualTo(8 * 8 * 3 * 2);
    }

    @Test
    void teacherAndStudentReadOneImageInSizesOfTheirOwn() throws RefusedRecordException {
        // When
        SampleBatch batch = new Mapped()
                .tensor("large", TensorType.UINT8, "3x2x4", "x | image(resample=nearest)")
                .tensor("small", TensorType.UINT8, "1x2", "x | image")
                .samples("[*]")
                .batch("[{\"x\": \"%1$s\"}, {\"x\": \"%1$s\"}]".formatted(RED_AND_WHITE));

        // Then
        assertThat(Mapped.shape(batch.getTensors(0))).containsExactly(2L, 3L, 2L, 4L);
        assertThat(Mapped.unsigned(batch.getTensors(1))).isEqualTo("76 255 76 255");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "null            | x: expected a value, but it is missing",
                "5               | x: expected bytes, or text of base64, but got number '5'",
                "\"?\"           | x: expected bytes, or text of base64, but got text '?'",
                "\"\"            | x: expected an image of [JPEG, PNG, GIF, BMP], but got 0 other bytes",
                "\"AAAA\"        | x: expected an image of [JPEG, PNG, GIF, BMP], but got 3 other bytes",
                "[\"AAAA\"]      | x[0]: expected an image of [JPEG, PNG, GIF, BMP], but got 3 other bytes",
                "{}              | x: expected a list of values, but got an object",
            })
    void whatIsNoImageIsRefused(String value, String message) {
        // When
        ThrowingCallable map = () -> Mapped.shaped("3x8x8", "x | image").map("{\"x\": %s}".formatted(value));

        // Then
        assertThatThrownBy(map).hasMessage(message);
    }

    @Test
    void anOddImageCostsItsOwnSampleOnly() throws RefusedRecordException {
        // When
        MappedSamples mapped = new Mapped()
                .tensor("x", TensorType.UINT8, "1x2", "x | image")
                .samples("[*]")
                .map("[{\"x\": \"%1$s\"}, {\"x\": \"%2$s\"}]"
                        .formatted(RED_AND_WHITE, RED_AND_WHITE.replace("VR4nGP8", "VR4nAAA")));

        // Then
        assertThat(mapped.samples()).isEqualTo(2);
        assertThat(mapped.faults()).containsOnlyKeys(1);
        assertThat(mapped.faults().get(1)).startsWith("[1].x: expected a whole image, but the PNG file cannot be");
    }

    @Test
    void anImageOfExtremeProportionsIsRefused() throws RefusedRecordException {
        // When
        ThrowingCallable map =
                () -> Mapped.shaped("3x8x8", "x | image(resize=40000)").map("{\"x\": \"%s\"}".formatted(RED_AND_WHITE));

        // Then
        assertThatThrownBy(map).hasMessage("x: expected an image of usual proportions, but got one of 2x1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "3x8x8; FP32; image(size=8); expected each of the options [deviation, max-pixels, mean, orientation, resample, resize, scale] once, or a file, but got 'size=8'",
                "3x8x8; FP32; image(resize=0); expected resize=none, resize=SHORTER-SIDE or resize=HEIGHTxWIDTH, up to 65535, but got '0'",
                "3x8x8; FP32; image(resize=a); expected a whole number, but got 'a'",
                "3x8x8; FP32; image(resample=best); expected one of nearest, lanczos, bilinear, bicubic, box, hamming, but got 'best'",
                "3x8x8; FP32; image(mean=0.5); expected as many means as deviations, but got [0.5] and []",
                "3x8x8; FP32; image(mean=0.5 1, deviation=1 1); expected a mean and a deviation for all of 3 channels or for each, but got 2",
                "3x8x8; FP32; image(mean=0.5, deviation=0); expected finite means, and deviations greater than 0, but got [0.5] and [0.0]",
                "3x8x8; FP32; image(orientation=up); expected orientation=exif or orientation=ignore, but got 'up'",
                "3x8x8; FP32; image(max-pixels=0); expected max-pixels from 1 to 268435456, but got '0'",
                "3x8x8; FP32; image(none.json); none.json: expected a preprocessor_config.json, but there is no such file 'none.json'",
                "3x8x8; FP32; image(a.json, scale=1); expected one file, and beside it only [max-pixels, orientation], but got [a.json] and [scale]",
                "3x8x8; UINT8; image(scale=2); expected no scale, mean and deviation for UINT8, but got some",
                "3x8x8; FP16; image(scale=300); expected samples that FP16 can hold, but scale, mean and deviation make '65700.0'",
                "3x8x8; INT64; image; expected FP32, FP16 or UINT8 for an image, but got 'INT64'",
                "2x8x8; FP32; image; expected one image for all of a tensor of a fixed shape such as 3x224x224, 224x224x3, 1x28x28 or 28x28, but got shape [2, 8, 8]",
                "3xHx8; FP32; image; expected one image for all of a tensor of a fixed shape such as 3x224x224, 224x224x3, 1x28x28 or 28x28, but got shape [3, 1, 8] with an open dimension",
            })
    void aStepThatIsWrongIsNamedWithWhatIsAllowed(String shape, TensorType type, String step, String message) {
        // When
        ThrowingCallable make =
                () -> new Mapped().tensor("x", type, shape, "x | " + step).mapping();

        // Then
        assertThatThrownBy(make).isInstanceOf(InvalidSettingException.class).hasMessageEndingWith(": " + message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "{\"size\": 8, \"do_pad\": true}; expected steps of [",
                "{\"size\": 8, \"size_divisor\": 32}; expected steps of [",
                "{\"size\": {\"shortest_edge\": 8}, \"do_normalize\": false}; expected do_center_crop beside the length of the shorter side",
                "{\"size\": {\"longest_edge\": 8}, \"do_normalize\": false}; expected size of height and width, or shortest_edge alone, but got '{longest_edge=8.0}'",
                "{\"size\": 8.5, \"do_normalize\": false}; expected whole numbers from 1 to 65535 for size, but got '8.5'",
                "{\"size\": 8}; expected numbers for image_mean, but got 'null'",
                "{\"size\": 8, \"do_normalize\": 1}; expected do_normalize of true or false, but got '1.0'",
                "{\"size\": 8, \"do_normalize\": false, \"resample\": 9}; expected resample from 0 to 5, but got '9'",
                "{\"size\": 9, \"do_normalize\": false}; expected images of 9x9, which the file makes, but got shape [3, 8, 8]",
                "{\"size\": {\"height\": 8, \"width\": 8}, \"crop_pct\": 0.9, \"do_normalize\": false}; expected the length of the shorter side beside crop_pct",
                "[]; expected a preprocessor_config.json, but '",
                "{\"size\"; expected a preprocessor_config.json, but '",
            })
    void aPreprocessorFileThatSaysMoreIsRefused(String json, String message, @TempDir Path folder) throws IOException {
        // Given
        Path file = Files.writeString(folder.resolve("preprocessor_config.json"), json);

        // When
        ThrowingCallable make =
                () -> Mapped.shaped("3x8x8", "x | image(%s)".formatted(file)).mapping();

        // Then
        assertThatThrownBy(make).isInstanceOf(InvalidSettingException.class).hasMessageContaining(": " + message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "{\"size\": {\"height\": 2, \"width\": 1}, \"do_normalize\": false, \"do_rescale\": false, \"image_processor_type\": \"ViTImageProcessor\"}; 2x1; 166 166",
                "{\"size\": 1, \"do_normalize\": null, \"image_mean\": [0.5], \"image_std\": [0.5], \"crop_size\": {\"height\": 1, \"width\": 1}, \"resample\": 4}; 1x1; 0.3",
                "{\"size\": 1, \"default_to_square\": false, \"do_normalize\": false, \"do_rescale\": false, \"crop_size\": {\"height\": 1, \"width\": 2}}; 1x2; 76 255",
                "{\"do_resize\": false, \"do_normalize\": false, \"rescale_factor\": 1}; 1x2; 76 255",
            })
    void otherFilesOfProcessorsAreReadToo(String json, String shape, String expected, @TempDir Path folder)
            throws IOException, RefusedRecordException {
        // Given
        Path file = Files.writeString(folder.resolve("preprocessor_config.json"), json);

        // When
        float[] numbers = Mapped.floats(Mapped.shaped(shape, "x | image(%s)".formatted(file))
                .batch("{\"x\": \"%s\"}".formatted(RED_AND_WHITE)));

        // Then
        List<String> all = List.of(expected.split(" "));
        assertThat(numbers).hasSize(all.size());
        for (int i = 0; i < numbers.length; i++) {
            assertThat(numbers[i]).isCloseTo(Float.parseFloat(all.get(i)), within(0.01f));
        }
    }

    private static byte[] image(String name) throws IOException {
        try (InputStream input = ImageMappingTest.class.getResourceAsStream("/images/" + name)) {
            return input.readAllBytes();
        }
    }
}
