package io.alambic.tools.train;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import io.alambic.core.storage.LoadedModel;
import io.alambic.core.storage.ModelDescription;
import io.alambic.core.storage.ModelFolder;
import io.alambic.core.zoo.Cnn;
import io.alambic.core.zoo.Mobile;
import io.alambic.core.zoo.ZooArchitecture.Input;
import io.alambic.tools.ToolsCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Images of 8×8 that are bright in their upper or in their lower half: two classes that are easy to tell. */
class TrainCommandTest {

    private static final int SIDE = 8;
    private static final int TRAIN = 256;
    private static final int TEST = 64;

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path data;
    private Path model;

    @BeforeEach
    void write() throws IOException {
        data = Files.createDirectory(folder.resolve("data"));
        model = folder.resolve("model");
        write("train", TRAIN, SIDE, i -> i % 2);
        write("t10k", TEST, SIDE, i -> i % 2);
    }

    @Test
    void theArchitectureIsDescribedAsAStudentsIs() throws IOException {
        // Given
        List<String> arguments = new ArrayList<>(arguments());
        arguments.addAll(List.of("--architecture", "mobile", "--convolutions", "4,6", "--dense", ""));

        // When
        int exitCode = run(arguments);

        // Then
        assertThat(exitCode).as(err.toString()).isZero();
        assertThat(ModelFolder.describe(model).architecture())
                .isEqualTo(new Mobile(new Input(List.of(1, SIDE, SIDE)), List.of(4, 6), List.of(), 2));
    }

    @Test
    void writesAModelWithTheAccuracyThatItSays() throws IOException {
        // Given
        List<String> arguments = arguments();

        // When
        int exitCode = run(arguments);

        // Then
        assertThat(exitCode).as(err.toString()).isZero();
        try (NDManager manager = NDManager.newBaseManager();
                LoadedModel loaded = ModelFolder.load(model, manager)) {
            assertThat(loaded.description().accuracy()).isEqualTo(1.0);
            assertThat(loaded.description().trainedSamples()).isEqualTo(4L * TRAIN);
            assertThat(out.toString())
                    .contains(String.format(
                            Locale.ROOT,
                            "trained teacher: %,d parameters, test accuracy 100.00 %%, in %s",
                            loaded.network().parameterCount().orElseThrow(),
                            model));
        }
    }

    @Test
    void colourImagesAreLearnedFromBothSidesByALargerNetwork() throws IOException {
        // Given
        writeColour("train", 12);
        writeColour("t10k", 6);

        // When
        int exitCode = run(List.of("--data", data.toString(), "--out", model.toString(), "--epochs", "1"));

        // Then
        assertThat(exitCode).as(err.toString()).isZero();
        ModelDescription written = ModelFolder.describe(model);
        assertThat(written.architecture()).isEqualTo(new Cnn(List.of(3, 8, 8), List.of(32, 64, 128), List.of(256), 2));
        assertThat(written.trainedSamples()).isEqualTo(2 * 12);
    }

    @Test
    void withoutAMirrorColourImagesAreLearnedOnce() throws IOException {
        // Given
        writeColour("train", 12);
        writeColour("t10k", 6);

        // When
        int exitCode = run(List.of(
                "--data",
                data.toString(),
                "--out",
                model.toString(),
                "--epochs",
                "1",
                "--input",
                "3x8x8",
                "--no-mirror"));

        // Then
        assertThat(exitCode).as(err.toString()).isZero();
        assertThat(ModelFolder.describe(model).trainedSamples()).isEqualTo(12);
    }

    @Test
    void theAccuracyIsMeasuredOnTheTestImagesAlone() throws IOException {
        // Given
        write("t10k", TEST, SIDE, i -> i < TEST / 4 ? 1 - i % 2 : i % 2);

        // When
        int exitCode = run(arguments());

        // Then
        assertThat(exitCode).isZero();
        assertThat(ModelFolder.describe(model).accuracy()).isEqualTo(0.75);
    }

    @Test
    void theSameSeedGivesTheSameWeights() throws IOException {
        // Given
        run(arguments());
        String first = ModelFolder.describe(model).version();

        // When
        run(arguments());

        // Then
        assertThat(ModelFolder.describe(model).version()).isEqualTo(first);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--epochs | 0 | epochs and batch must be at least 1, but are 0 and 16",
                "--batch | -1 | epochs and batch must be at least 1, but are 4 and -1",
                "--learning-rate | NaN | learning rate must be finite and greater than 0, but is NaN",
                "--input | 8x8 | input must be channels x height x width, but is [8, 8]",
                "--input | wide | --input: expected whole numbers separated by 'x', but got 'wide'",
                "--input | 1x9x9 | tensor 'image': expected shape (256, 1, 9, 9), but it is (256, 1, 8, 8)",
                "--convolutions | 4,4,4,4 | 4 blocks halve an input of [1, 8, 8] to nothing",
                "--dense | x | --dense: expected whole numbers separated by ',', but got 'x'",
                "--classes | 1 | classes must be at least 2, but is 1",
                "--learning-rate | 1e38 | the cost of a batch is not finite",
            })
    void anOptionThatDoesNotDoIsOneSentence(String option, String value, String sentence) {
        // Given
        List<String> arguments = arguments();
        arguments.addAll(List.of(option, value));

        // When
        int exitCode = run(arguments);

        // Then
        assertThat(exitCode).isEqualTo(1);
        assertOneSentence(sentence);
        assertThat(model).doesNotExist();
    }

    @Test
    void aLabelBeyondTheClassesIsOneSentence() throws IOException {
        // Given
        write("train", TRAIN, SIDE, i -> i % 3);

        // When
        int exitCode = run(arguments());

        // Then
        assertThat(exitCode).isEqualTo(1);
        assertOneSentence("label 2, but the model has 2 classes");
    }

    @Test
    void aMissingFileIsOneSentence() throws IOException {
        // Given
        Files.delete(data.resolve("t10k-labels-idx1-ubyte"));

        // When
        int exitCode = run(arguments());

        // Then
        assertThat(exitCode).isEqualTo(1);
        assertThat(err.toString().lines())
                .singleElement()
                .asString()
                .startsWith("alambic: %s lacks t10k-labels-idx1-ubyte; ".formatted(data));
    }

    @Test
    void aFileThatIsNoIdxFileIsOneSentence() throws IOException {
        // Given
        Files.writeString(data.resolve("train-images-idx3-ubyte"), "<html>not found</html>");

        // When
        int exitCode = run(arguments());

        // Then
        assertThat(exitCode).isEqualTo(1);
        assertOneSentence("is no IDX file of unsigned bytes with 3 or 4 dimensions");
    }

    @Test
    void filesWithoutImagesAreOneSentence() throws IOException {
        // Given
        write("t10k", 0, SIDE, i -> 0);

        // When
        int exitCode = run(arguments());

        // Then
        assertThat(exitCode).isEqualTo(1);
        assertOneSentence("dimension 0 must be at least 1, but is 0");
    }

    @Test
    void aFolderThatCannotBeWrittenIsOneSentence() throws IOException {
        // Given
        Files.writeString(model, "a file in its place");

        // When
        int exitCode = run(arguments());

        // Then
        assertThat(exitCode).isEqualTo(1);
        assertOneSentence(model + ": FileAlreadyExists");
    }

    @Test
    void anOptionThatDoesNotExistIsRefusedWithTheOneThatWasMeant() {
        // Given
        List<String> arguments = arguments();
        arguments.add("--epoch");

        // When
        int exitCode = run(arguments);

        // Then
        assertThat(exitCode).isEqualTo(2);
        assertThat(err.toString()).contains("Unknown option: '--epoch'").contains("--epochs");
    }

    private void assertOneSentence(String sentence) {
        assertThat(err.toString().lines().filter(line -> !line.isBlank()))
                .singleElement()
                .asString()
                .startsWith("The teacher cannot be trained: ")
                .contains(sentence);
    }

    private int run(List<String> arguments) {
        return ToolsCommand.commandLine()
                .setOverwrittenOptionsAllowed(true)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(Stream.concat(Stream.of("train-teacher"), arguments.stream())
                        .toArray(String[]::new));
    }

    private List<String> arguments() {
        return new ArrayList<>(List.of(
                "--data",
                data.toString(),
                "--out",
                model.toString(),
                "--epochs",
                "4",
                "--batch",
                "16",
                "--learning-rate",
                "0.01",
                "--input",
                "1x8x8",
                "--classes",
                "2",
                "--convolutions",
                "4",
                "--dense",
                ""));
    }

    private void writeColour(String prefix, int count) throws IOException {
        write(prefix, count, SIDE, i -> i % 2);
        Files.delete(data.resolve(prefix + "-images-idx3-ubyte"));
        ByteBuffer images = ByteBuffer.allocate(20 + count * 3 * 64);
        images.putInt(0x804).putInt(count).putInt(3).putInt(8).putInt(8);
        Files.write(data.resolve(prefix + "-images-idx4-ubyte"), images.array());
    }

    private void write(String prefix, int count, int side, IntUnaryOperator labels) throws IOException {
        Random random = new Random(count);
        ByteBuffer images = ByteBuffer.allocate(16 + count * side * side);
        images.putInt(0x803).putInt(count).putInt(side).putInt(side);
        ByteBuffer classes = ByteBuffer.allocate(8 + count).putInt(0x801).putInt(count);
        for (int i = 0; i < count; i++) {
            classes.put((byte) labels.applyAsInt(i));
            for (int pixel = 0; pixel < side * side; pixel++) {
                boolean bright = (pixel < side * side / 2) == (i % 2 == 0);
                images.put((byte) (random.nextInt(60) + (bright ? 180 : 0)));
            }
        }
        Files.write(data.resolve(prefix + "-images-idx3-ubyte"), images.array());
        Files.write(data.resolve(prefix + "-labels-idx1-ubyte"), classes.array());
    }
}
