package io.alambic.tools.train;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.alambic.client.NamedTensor;
import io.alambic.core.storage.LoadedModel;
import io.alambic.core.storage.ModelFolder;
import io.alambic.core.train.SupervisedTraining;
import io.alambic.datasets.targets.TargetSamples;
import io.alambic.datasets.targets.TargetSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TargetTrainingTest {

    private static final SupervisedTraining.Settings SETTINGS = new SupervisedTraining.Settings(8, 16, 0.005f, 1);

    @TempDir
    private Path folder;

    @Test
    void aTeacherOfPixelsLearnsTheirClasses() throws IOException, InterruptedException {
        // Given
        TargetSet.Split shapes = TargetSet.SHAPES.get(folder, line -> {});
        TargetSet.Split few =
                new TargetSet.Split(shapes.train().first(96), shapes.test().first(32));

        // When
        String trained = new TargetTraining(TargetSet.SHAPES, few).run(SETTINGS, folder.resolve("teacher"), step -> {});

        // Then
        assertThat(trained).contains("meanIou of the test samples");
        assertThat(description().get("meanIou").getAsDouble())
                .as("background alone has a quarter")
                .isGreaterThan(0.25);
        try (NDManager manager = NDManager.newBaseManager();
                LoadedModel model = ModelFolder.load(folder.resolve("teacher"), manager)) {
            assertThat(model.description().parameters())
                    .isEqualTo(description().get("parameters").getAsLong());
            assertThat(model.network()
                            .signature()
                            .output("logits")
                            .sampleShape()
                            .getShape())
                    .containsExactly(4, 24, 24);
        }
    }

    @Test
    void aTeacherOfNumbersLearnsThem() throws IOException {
        // Given
        TargetSet.Split sums = new TargetSet.Split(sums(400, 1), sums(100, 2));

        // When
        new TargetTraining(TargetSet.BIRTHS, sums).run(SETTINGS, folder.resolve("teacher"), step -> {});

        // Then
        assertThat(description().get("r2").getAsDouble()).isBetween(0.8, 1.0);
    }

    /** Seven sums of eight of the numbers each. */
    private static TargetSamples sums(int samples, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] days = new float[samples * 56];
        float[] ahead = new float[samples * 7];
        for (int i = 0; i < days.length; i++) {
            days[i] = (float) random.nextDouble(-1, 1);
        }
        for (int i = 0; i < ahead.length; i++) {
            for (int k = 0; k < 8; k++) {
                ahead[i] += days[i / 7 * 56 + i % 7 * 8 + k];
            }
        }
        return new TargetSamples(NamedTensor.of("days", days, samples, 56), NamedTensor.of("ahead", ahead, samples, 7));
    }

    private JsonObject description() throws IOException {
        return JsonParser.parseString(Files.readString(folder.resolve("teacher/teacher.json")))
                .getAsJsonObject();
    }
}
