package io.alambic.bench.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import io.alambic.bench.measure.Pace;
import io.alambic.bench.measure.Stopwatch;
import io.alambic.bench.report.Measure;
import io.alambic.bench.report.Section;
import io.alambic.core.model.TrainableNetwork;
import io.alambic.core.storage.ModelFolder;
import io.alambic.core.zoo.Cnn;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeatureEncodingTest {

    private static final int SIDE = 8;

    @TempDir
    private Path temp;

    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void narrowerEncodingsTakeFewerBytesAndLoseMore() throws IOException {
        // When
        Section map = section(sections(TeacherSource.random()), "block2");

        // Then
        assertThat(figures(map, Measure.BYTES_PER_SAMPLE))
                .satisfiesExactly(
                        fp32 -> assertThat(fp32).isBetween(64.0 * 7 * 7 * 4, 64.0 * 7 * 7 * 4 + 1),
                        fp16 -> assertThat(fp16).isBetween(64.0 * 7 * 7 * 2, 64.0 * 7 * 7 * 2 + 1),
                        int8 -> assertThat(int8).isBetween(64.0 * 7 * 7, 64.0 * 7 * 7 + 1));
        assertThat(figures(map, Measure.RELATIVE_ERROR))
                .satisfiesExactly(
                        fp32 -> assertThat(fp32).isZero(),
                        fp16 -> assertThat(fp16).isBetween(1e-5, 1e-3),
                        int8 -> assertThat(int8).isBetween(1e-3, 1e-1));
    }

    @Test
    void exactLogitsAgreeWithThemselves() throws IOException {
        // When
        Section logits = section(sections(TeacherSource.random()), "logits");

        // Then
        assertThat(figures(logits, Measure.AGREEMENT).get(0)).isEqualTo(1);
        assertThat(figures(logits, Measure.KL_NATS).get(0)).isZero();
    }

    @Test
    void aGivenTeacherAnswersGivenImages() throws IOException {
        // Given
        Path model = temp.resolve("model");
        Cnn small = new Cnn(List.of(1, SIDE, SIDE), List.of(3), List.of(), 4);
        try (TrainableNetwork network = small.newNetwork(manager, 7)) {
            ModelFolder.save(model, "small", small, network, 0.5, 1);
        }
        idxFiles(5);

        // When
        List<Section> sections = sections(new TeacherSource(model, temp));

        // Then
        assertThat(sections)
                .extracting(Section::title)
                .containsExactly(
                        "feature-encoding: logits, 5 samples of (4), given teacher, given images",
                        "feature-encoding: block1, 5 samples of (3, 4, 4), given teacher, given images");
    }

    @Test
    void imagesThatTheTeacherCannotReadAreRefusedWithBothShapes() throws IOException {
        idxFiles(5);

        assertThatThrownBy(() -> sections(new TeacherSource(null, temp)))
                .hasMessage("tensor 'image': expected shape (5, 1, 28, 28), but it is (5, 1, 8, 8)");
    }

    private void idxFiles(int count) throws IOException {
        ByteBuffer images = ByteBuffer.allocate(16 + count * SIDE * SIDE);
        images.putInt(0x0803).putInt(count).putInt(SIDE).putInt(SIDE);
        while (images.hasRemaining()) {
            images.put((byte) images.position());
        }
        Files.write(temp.resolve("t10k-images-idx3-ubyte"), images.array());
        ByteBuffer labels = ByteBuffer.allocate(8 + count).putInt(0x0801).putInt(count);
        Files.write(temp.resolve("t10k-labels-idx1-ubyte"), labels.array());
    }

    private List<Section> sections(TeacherSource source) throws IOException {
        Stopwatch stopwatch = new Stopwatch(new Pace(1, Duration.ofMillis(1)), System::nanoTime);
        return new FeatureEncoding(source)
                .run(new Setup(manager, stopwatch, 42, title -> {}, null))
                .sections();
    }

    private static Section section(List<Section> sections, String output) {
        return sections.stream()
                .filter(section -> section.title().contains(": " + output + ","))
                .findFirst()
                .orElseThrow();
    }

    private static List<Double> figures(Section section, Measure measure) {
        int column = section.measures().indexOf(measure);
        return section.rows().stream()
                .map(row -> row.figures().get(column).median())
                .toList();
    }
}
