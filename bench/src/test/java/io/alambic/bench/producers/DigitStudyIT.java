package io.alambic.bench.producers;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import io.alambic.bench.producers.DigitStudy.Taught;
import io.alambic.bench.services.BenchCluster;
import io.alambic.cli.Home;
import io.alambic.core.data.IdxFiles;
import io.alambic.core.zoo.Cnn;
import io.alambic.testing.ExternalTool;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A Python producer that knows nothing of Alambic, and the packaged teacher: only both together show that what another language writes is what the
 * mapping reads.
 */
class DigitStudyIT {

    private static final int TRAIN = 300;
    private static final int TEST = 50;
    private static final int PIXELS = 28 * 28;

    @TempDir
    private Path work;

    @BeforeAll
    static void requirePython() throws InterruptedException {
        ExternalTool.pythonModule("/usr/bin/python3", "confluent_kafka", "python3-confluent-kafka")
                .require();
    }

    @Test
    void recordsOfAForeignProducerTeachTheSameDigitsAsSampleBatches() throws IOException, InterruptedException {
        // Given
        write("train", TRAIN);
        write("t10k", TEST);
        Home home = new Home(Path.of(System.getProperty("alambic.test.root")), work.resolve("cache"));
        try (NDManager manager = NDManager.newBaseManager();
                BenchCluster cluster = new BenchCluster(home, 1)) {
            DigitStudy study = new DigitStudy(
                    cluster,
                    work,
                    IdxFiles.readSet(work, "train", Cnn.IMAGE),
                    IdxFiles.readSet(work, "t10k", Cnn.IMAGE),
                    TRAIN,
                    1,
                    line -> {},
                    manager);

            // When
            List<Taught> students =
                    study.run(List.of(DigitForm.AVRO_BY_HEADER, DigitForm.JPEG)).students();

            // Then
            Taught batches = students.get(0);
            assertThat(students)
                    .hasSize(3)
                    .allMatch(student -> student.hasOrderOf(batches))
                    .allMatch(student -> student.ids().size() == TRAIN);
            assertThat(students.get(1).hasImagesOf(batches)).isTrue();
            assertThat(mostDifference(students.get(2), batches)).isBetween(0.0, 0.03);
        }
    }

    private static double mostDifference(Taught one, Taught other) {
        double most = 0;
        for (int image = 0; image < TRAIN; image++) {
            ByteBuffer of = little(one.images().get(image));
            ByteBuffer from = little(other.images().get(image));
            while (of.hasRemaining()) {
                most = Math.max(most, Math.abs(of.getFloat() - from.getFloat()));
            }
        }
        return most;
    }

    private static ByteBuffer little(ByteBuffer image) {
        return image.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Writes smooth images, brighter with their class. */
    private void write(String set, int count) throws IOException {
        Random random = new Random(count);
        ByteBuffer images = ByteBuffer.allocate(16 + count * PIXELS)
                .putInt(0x0803)
                .putInt(count)
                .putInt(28)
                .putInt(28);
        ByteBuffer labels = ByteBuffer.allocate(8 + count).putInt(0x0801).putInt(count);
        for (int i = 0; i < count; i++) {
            int start = random.nextInt(20);
            for (int pixel = 0; pixel < PIXELS; pixel++) {
                images.put((byte) (start + i % 10 * 20 + pixel / 28));
            }
            labels.put((byte) (i % 10));
        }
        Files.write(work.resolve(set + "-images-idx3-ubyte"), images.array());
        Files.write(work.resolve(set + "-labels-idx1-ubyte"), labels.array());
    }
}
