package io.alambic.core.layer.declared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.alambic.core.layer.network.LayerTable;
import io.alambic.core.model.Signature;
import io.alambic.core.model.TrainableNetwork;
import io.alambic.core.storage.LoadedModel;
import io.alambic.core.storage.ModelFolder;
import io.alambic.core.zoo.Zoo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every layer promises, held by declarations that together have all layers. */
class DeclaredStudentTest {

    private static final Path STUDENTS = Path.of("src/test/resources/students");
    private static final int SAMPLES = 5;

    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void thereIsAStudentWithEachLayer() throws IOException {
        // When
        Set<String> words = new HashSet<>();
        for (String name : List.of("image.yaml", "text.yaml", "series.yaml")) {
            LayerTable.of(Declaration.read(STUDENTS.resolve(name))).forEach(row -> words.add(row.word()));
        }

        // Then
        assertThat(words).isEqualTo(LayerKinds.words());
    }

    @ParameterizedTest
    @ValueSource(strings = {"image.yaml", "text.yaml", "series.yaml"})
    void aPassGivesWhatTheListPromisesAndGradientsReachEveryParameter(String name) throws IOException {
        // Given
        DeclaredArchitecture architecture = Declaration.read(STUDENTS.resolve(name));
        try (TrainableNetwork network = architecture.newNetwork(manager, 1)) {
            network.learned().values().forEach(array -> array.setRequiresGradient(true));

            // When
            Map<String, NDArray> outputs;
            try (var collector = manager.getEngine().newGradientCollector()) {
                outputs = network.forwardTraining(batch(architecture, manager));
                collector.backward(outputs.get(Signature.LOGITS).square().sum());
            }

            // Then
            Map<String, Shape> promised = new LinkedHashMap<>();
            architecture
                    .signature()
                    .outputs()
                    .forEach(output -> promised.put(output.name(), output.batchShape(SAMPLES)));
            Map<String, Shape> actual = new LinkedHashMap<>();
            outputs.forEach((output, array) -> actual.put(output, array.getShape()));
            assertThat(actual).isEqualTo(promised).containsEntry(Signature.LOGITS, new Shape(SAMPLES, 4));
            network.learned().forEach((parameter, array) -> {
                try (NDArray gradient = array.getGradient()) {
                    assertThat(gradient.isNaN().any().getBoolean())
                            .as(parameter)
                            .isFalse();
                    assertThat(gradient.isEmpty()).as(parameter).isFalse();
                }
            });
            assertThat(LayerTable.of(architecture).stream()
                            .filter(row -> row.depth() == 1)
                            .mapToLong(LayerTable.Row::parameters)
                            .sum())
                    .isEqualTo(network.parameterCount().orElseThrow());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"image.yaml", "text.yaml", "series.yaml"})
    void aModelFolderKeepsTheListWithTheWeights(String name, @TempDir Path folder) throws IOException {
        // Given
        DeclaredArchitecture architecture = Declaration.read(STUDENTS.resolve(name));
        assertThat(Zoo.parse(architecture.fingerprint())).isEqualTo(architecture);
        try (TrainableNetwork network = architecture.newNetwork(manager, 1)) {
            Map<String, NDArray> batch = batch(architecture, manager);

            // When
            ModelFolder.save(folder, "declared", architecture, network, 0.5, 10);

            // Then
            try (LoadedModel loaded = ModelFolder.load(folder, manager)) {
                assertThat(loaded.description().architecture()).isEqualTo(architecture);
                assertThat(loaded.network().forward(batch).get(Signature.LOGITS).toFloatArray())
                        .isEqualTo(network.forward(batch).get(Signature.LOGITS).toFloatArray());
            }
        }
    }

    @Test
    void attentionLeavesOutPadding() throws IOException {
        // Given
        DeclaredArchitecture architecture = Declaration.read(STUDENTS.resolve("text.yaml"));
        try (TrainableNetwork network = architecture.newNetwork(manager, 1)) {
            NDArray tokens = manager.create(new long[] {3, 5, 7, 9}, new Shape(1, 4));

            // When
            NDArray padded = tokens.concat(manager.zeros(new Shape(1, 6), tokens.getDataType()), 1);

            // Then
            float[] expected = network.forward(Map.of("tokens", tokens))
                    .get(Signature.LOGITS)
                    .toFloatArray();
            assertThat(network.forward(Map.of("tokens", padded))
                            .get(Signature.LOGITS)
                            .toFloatArray())
                    .containsExactly(expected, within(1e-5f));
        }
    }

    private static Map<String, NDArray> batch(DeclaredArchitecture architecture, NDManager scope) {
        Shape shape = architecture.input().batchShape(SAMPLES);
        NDArray values = architecture.input().name().equals("tokens")
                ? scope.randomInteger(0, 20, shape, DataType.INT64)
                : scope.randomUniform(0, 2, shape);
        return Map.of(architecture.input().name(), values);
    }
}
