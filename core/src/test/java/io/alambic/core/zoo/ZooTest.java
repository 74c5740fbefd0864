package io.alambic.core.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.alambic.core.cost.Temperature;
import io.alambic.core.cost.TrainingBatch;
import io.alambic.core.model.Signature;
import io.alambic.core.model.TrainableNetwork;
import io.alambic.core.storage.LoadedModel;
import io.alambic.core.storage.ModelFolder;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.core.train.Candidate;
import io.alambic.core.train.CandidateSettings;
import io.alambic.core.zoo.ZooArchitecture.Input;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ZooTest {

    private static final int SAMPLES = 16;
    private static final int CLASSES = 3;
    private static final Input IMAGES = new Input("edges", List.of(2, 9, 9));
    private static final Input LINES = new Input(List.of(2, 12));

    private final NDManager manager = NDManager.newBaseManager();

    static Stream<ZooArchitecture> zoo() {
        return Stream.of(
                new Cnn(IMAGES, List.of(3, 4), List.of(5), CLASSES),
                new Residual(IMAGES, List.of(3, 4), List.of(5), CLASSES),
                new Mobile(IMAGES, List.of(3, 4), List.of(), CLASSES),
                new Mlp(IMAGES, List.of(7, 5), CLASSES),
                new Series(LINES, List.of(3, 4), List.of(5), CLASSES));
    }

    @AfterEach
    void close() {
        manager.close();
    }

    @ParameterizedTest
    @MethodSource("zoo")
    void aPassGivesWhatTheSignaturePromises(ZooArchitecture architecture) {
        try (TrainableNetwork network = architecture.newNetwork(manager, 1)) {
            // When
            Map<String, NDArray> outputs = network.forward(batch(architecture, manager, 1));

            // Then
            Map<String, Shape> promised = new LinkedHashMap<>();
            architecture
                    .signature()
                    .outputs()
                    .forEach(output -> promised.put(output.name(), output.batchShape(SAMPLES)));
            Map<String, Shape> actual = new LinkedHashMap<>();
            outputs.forEach((name, array) -> actual.put(name, array.getShape()));
            assertThat(actual).isEqualTo(promised).containsEntry(Signature.LOGITS, new Shape(SAMPLES, CLASSES));
        }
    }

    @ParameterizedTest
    @MethodSource("zoo")
    void aModelFolderKeepsWhatInferenceNeeds(ZooArchitecture architecture, @TempDir Path folder) throws IOException {
        // Given
        float[] expected;
        try (Candidate trained = Candidate.fresh(settings(architecture), manager)) {
            train(trained, architecture, 0, 10);
            expected = logits(trained.network(), architecture);
            ModelFolder.save(folder, "zoo", architecture, trained.network(), 0.5, 160);
        }

        // When
        float[] actual;
        try (LoadedModel loaded = ModelFolder.load(folder, manager)) {
            assertThat(loaded.description().architecture()).isEqualTo(architecture);
            actual = logits(loaded.network(), architecture);
        }

        // Then
        assertThat(actual).isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("zoo")
    void stepsAcrossACheckpointEqualStepsWithoutOneBitByBit(ZooArchitecture architecture) {
        // Given
        Map<String, byte[]> through;
        try (Candidate candidate = Candidate.fresh(settings(architecture), manager)) {
            train(candidate, architecture, 0, 8);
            through = bytes(candidate.state());
        }

        // When
        Map<String, byte[]> across;
        try (Candidate half = Candidate.fresh(settings(architecture), manager)) {
            train(half, architecture, 0, 4);
            try (Candidate rest = Candidate.restored(settings(architecture), manager, half.state(), 4)) {
                train(rest, architecture, 4, 8);
                across = bytes(rest.state());
            }
        }

        // Then
        assertThat(across)
                .hasSameSizeAs(through)
                .allSatisfy((name, value) -> assertThat(value).as(name).isEqualTo(through.get(name)));
    }

    @ParameterizedTest
    @MethodSource("zoo")
    void trainingLowersTheCost(ZooArchitecture architecture) {
        try (Candidate candidate = Candidate.fresh(settings(architecture), manager)) {
            // Given
            float first = step(candidate, architecture, 1);

            // When
            float last = first;
            for (int i = 0; i < 60; i++) {
                last = step(candidate, architecture, 1);
            }

            // Then
            assertThat(last).isLessThan(first / 2);
        }
    }

    @Test
    void runningStatisticsAreWeightsThatTrainingDoesNotLearn() {
        try (TrainableNetwork network = new Series(LINES, List.of(3), List.of(), CLASSES).newNetwork(manager, 1)) {
            assertThat(network.snapshot().keySet())
                    .containsExactlyInAnyOrder(
                            "block1.weight",
                            "block1.norm.gamma",
                            "block1.norm.beta",
                            "block1.norm.runningMean",
                            "block1.norm.runningVar",
                            "logits.weight",
                            "logits.bias");
            assertThat(network.learned().keySet())
                    .containsExactlyInAnyOrder(
                            "block1.weight", "block1.norm.gamma", "block1.norm.beta", "logits.weight", "logits.bias");
        }
    }

    @Test
    void multiplyAddsAreThoseOfConvolutionsAndDenseLayers() {
        assertThat(new Cnn(List.of(1, 28, 28), List.of(16, 32), List.of(64), 10).multiplyAdds())
                .isEqualTo(28 * 28 * 16 * 9 + 14 * 14 * 32 * 9 * 16 + 7 * 7 * 32 * 64 + 64 * 10);
        assertThat(new Mobile(new Input(List.of(3, 8, 8)), List.of(4, 6), List.of(), 10).multiplyAdds())
                .isEqualTo(64 * 4 * 27 + 64 * 4 * 9 + 64 * 4 * 4 + 16 * 4 * 9 + 16 * 6 * 4 + 6 * 10);
        assertThat(new Residual(new Input(List.of(3, 8, 8)), List.of(4, 6), List.of(), 10).multiplyAdds())
                .isEqualTo(64 * 4 * 27 + 2 * 64 * 4 * 36 + 16 * 6 * 36 + 16 * 6 * 54 + 16 * 6 * 4 + 6 * 10);
        assertThat(new Series(LINES, List.of(3, 4), List.of(5), 3).multiplyAdds())
                .isEqualTo(12 * 3 * 10 + 6 * 4 * 15 + 4 * 5 + 5 * 3);
        assertThat(new Mlp(LINES, List.of(7), 3).multiplyAdds()).isEqualTo(24 * 7 + 7 * 3);
    }

    @Test
    void anUnknownArchitectureIsRefusedNamingThoseThatExist() {
        assertThatThrownBy(() -> Zoo.of("transformer", IMAGES, List.of(3), List.of(), 2))
                .hasMessage(
                        "expected one of [cnn, fcn, mlp, mobile, residual, series, text-cnn, text-embedding-bag, text-transformer], but got 'transformer'");
    }

    @Test
    void aDescriptionOfAnotherFormatIsRefused(@TempDir Path folder) throws IOException {
        // Given
        Files.writeString(folder.resolve("model.json"), "{\"formatVersion\": 1}");

        // Then
        assertThatThrownBy(() -> ModelFolder.describe(folder))
                .hasMessageEndingWith("model folder of format 1, but this release reads 2");
    }

    private static CandidateSettings settings(ZooArchitecture architecture) {
        return new CandidateSettings(architecture, 0, 0, 1, new Temperature(1), List.of(), 1e-2f, 0, 7);
    }

    private void train(Candidate candidate, ZooArchitecture architecture, int from, int to) {
        for (int i = from; i < to; i++) {
            step(candidate, architecture, i);
        }
    }

    private float step(Candidate candidate, ZooArchitecture architecture, long seed) {
        int[] labels = new int[SAMPLES];
        for (int i = 0; i < SAMPLES; i++) {
            labels[i] = i % CLASSES;
        }
        try (NDManager scope = manager.newSubManager()) {
            return candidate
                    .train(new TrainingBatch(
                            SAMPLES, batch(architecture, scope, seed), null, Map.of(), scope.create(labels)))
                    .total();
        }
    }

    private float[] logits(TrainableNetwork network, ZooArchitecture architecture) {
        try (NDManager scope = manager.newSubManager()) {
            return network.forward(batch(architecture, scope, 99))
                    .get(Signature.LOGITS)
                    .toFloatArray();
        }
    }

    private static Map<String, NDArray> batch(ZooArchitecture architecture, NDManager scope, long seed) {
        TensorSpec input = architecture.signature().inputs().get(0);
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[(int) (SAMPLES * input.elements())];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextDouble(0, 2);
        }
        return Map.of(input.name(), scope.create(values, input.batchShape(SAMPLES)));
    }

    private static Map<String, byte[]> bytes(Map<String, NDArray> state) {
        Map<String, byte[]> bytes = new LinkedHashMap<>();
        state.forEach((name, array) -> bytes.put(name, array.toByteArray()));
        return bytes;
    }
}
