package io.alambic.bench.distill;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.alambic.bench.report.RunFacts;
import io.alambic.core.data.LabelledData;
import io.alambic.core.storage.ModelDescription;
import io.alambic.core.tensor.EncodedTensor;
import io.alambic.core.tensor.Quantization;
import io.alambic.core.tensor.TensorType;
import io.alambic.core.zoo.Cnn;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DistillationStudyTest {

    private static final LabelledData TRAIN = colours(96, 1);
    private static final LabelledData TEST = colours(30, 2);
    private static final Protocol PROTOCOL = protocol(4, 64, 2);

    @TempDir
    private Path cache;

    private final List<String> said = new ArrayList<>();

    @Test
    void everyVariantReachesAnAccuracyForEachSeed() throws IOException {
        // When
        DistillationStudy.Outcome outcome = run(List.of(Variant.values()), List.of(1L, 2L));

        // Then
        assertThat(outcome.accuracies()).extracting(Accuracies::variant).containsExactly(Variant.values());
        for (Accuracies reached : outcome.accuracies()) {
            assertThat(reached.bySeed()).hasSize(2).allMatch(accuracy -> accuracy >= 0 && accuracy <= 1);
            assertThat(reached.mean())
                    .isBetween(
                            reached.statistics().getMin(), reached.statistics().getMax());
        }
        assertThat(said).filteredOn(line -> line.contains("seed")).hasSize(2 * Variant.values().length);
    }

    @Test
    void theSameSeedGivesTheSameAccuracyAndTheTeacherIsTrainedOnce() throws IOException {
        // Given
        List<Accuracies> first = run(List.of(Variant.LAMBDA_HALF), List.of(7L)).accuracies();
        assertThat(said).anyMatch(line -> line.startsWith("teacher: step"));
        said.clear();

        // When
        List<Accuracies> again =
                run(List.of(Variant.KL_ONLY, Variant.LAMBDA_HALF), List.of(7L)).accuracies();

        // Then
        assertThat(said).noneMatch(line -> line.startsWith("teacher: step"));
        assertThat(again.get(1).bySeed()).isEqualTo(first.get(0).bySeed());
    }

    @Test
    void theSearchLearnsAndIsRepeatable() throws IOException {
        // Given
        Protocol longer = protocol(40, 96, 40);
        List<Variant> variants = List.of(Variant.LAMBDA_SEARCH);

        // When
        List<Accuracies> once;
        List<Accuracies> again;
        try (NDManager manager = NDManager.newBaseManager()) {
            once = distillation()
                    .run(longer, TRAIN, TEST, variants, List.of(1L), manager)
                    .accuracies();
            again = distillation()
                    .run(longer, TRAIN, TEST, variants, List.of(1L), manager)
                    .accuracies();
        }

        // Then
        assertThat(once.get(0).mean()).isGreaterThan(0.8);
        assertThat(again.get(0).bySeed()).isEqualTo(once.get(0).bySeed());
    }

    @Test
    void aStudentLearnsFromLabels() throws IOException {
        // Given
        Protocol longer = protocol(4, 96, 40);

        // When
        double accuracy;
        try (NDManager manager = NDManager.newBaseManager()) {
            accuracy = distillation()
                    .run(longer, TRAIN, TEST, List.of(Variant.LABELS_ONLY), List.of(1L), manager)
                    .accuracies()
                    .get(0)
                    .mean();
        }

        // Then
        assertThat(accuracy).isGreaterThan(0.8);
    }

    @Test
    void theReportTellsEachVariantAgainstItsBaseline() {
        // Given
        ModelDescription teacher = new ModelDescription(
                ModelDescription.FORMAT_VERSION, "teacher", "v", PROTOCOL.teacher(), 1000, 4000, 0.75, 96);
        DistillReport report = new DistillReport(
                "a set",
                PROTOCOL,
                new DistillationStudy.Outcome(
                        teacher,
                        List.of(
                                new Accuracies(Variant.LABELS_ONLY, List.of(0.5, 0.75), 2),
                                new Accuracies(Variant.KL_ONLY, List.of(0.75, 0.875), 3),
                                new Accuracies(Variant.FEW_LABELS_TAUGHT, List.of(0.5), 4))));

        // When
        JsonObject json = JsonParser.parseString(report.json(new RunFacts("os", "java", 2, "e", "cpu", "1", "c")))
                .getAsJsonObject();

        // Then
        assertThat(json.get("results")).isEqualTo(JsonParser.parseString("""
                [
                  {
                    "name": "labels-only", "accuracy": {"mean": 0.625, "min": 0.5, "max": 0.75},
                    "bySeed": [0.5, 0.75], "against": null, "pointsAhead": null, "seconds": 2.0
                  },
                  {
                    "name": "kl-only", "accuracy": {"mean": 0.8125, "min": 0.75, "max": 0.875},
                    "bySeed": [0.75, 0.875], "against": "labels-only", "pointsAhead": 18.75, "seconds": 3.0
                  },
                  {
                    "name": "few-labels-taught", "accuracy": {"mean": 0.5, "min": 0.5, "max": 0.5},
                    "bySeed": [0.5], "against": null, "pointsAhead": null, "seconds": 4.0
                  }
                ]
                """));
        assertThat(json.getAsJsonObject("teacher").get("accuracy").getAsDouble())
                .isEqualTo(0.75);
        assertThat(report.text().lines())
                .contains(
                        "| `labels-only` | 62.50 | 50.00-75.00 |  |  |",
                        "| `kl-only` | 81.25 | 75.00-87.50 | +18.75 | `labels-only` |",
                        "| `few-labels-taught` | 50.00 | 50.00-50.00 |  |  |");
    }

    private DistillationStudy.Outcome run(List<Variant> variants, List<Long> seeds) throws IOException {
        try (NDManager manager = NDManager.newBaseManager()) {
            return distillation().run(PROTOCOL, TRAIN, TEST, variants, seeds, manager);
        }
    }

    private static Protocol protocol(int teacherEpochs, int samples, int epochs) {
        ProtocolOptions options = new ProtocolOptions();
        options.teacher = List.of(4, 6);
        options.teacherEpochs = teacherEpochs;
        options.student = List.of(3, 4);
        options.samples = samples;
        options.epochs = epochs;
        options.learningRate = 0.01f;
        return options.protocol(TRAIN);
    }

    private DistillationStudy distillation() {
        return new DistillationStudy(new TeacherCache(cache), System::nanoTime, said::add);
    }

    /** Images of 3×8×8, each of which is bright in one of its colours, which is its class. */
    static LabelledData colours(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        ByteBuffer pixels = ByteBuffer.allocate(count * 3 * 64);
        int[] labels = new int[count];
        for (int i = 0; i < count; i++) {
            labels[i] = i % 3;
            for (int channel = 0; channel < 3; channel++) {
                for (int pixel = 0; pixel < 64; pixel++) {
                    pixels.put((byte) (random.nextInt(128) + (channel == labels[i] ? 100 : 0)));
                }
            }
        }
        return new LabelledData(
                new EncodedTensor(
                        Cnn.IMAGE,
                        TensorType.UINT8,
                        new Shape(count, 3, 8, 8),
                        pixels.flip(),
                        new Quantization(1f / 255, 0)),
                labels);
    }
}
