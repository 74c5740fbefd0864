package io.alambic.core.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.alambic.core.model.TrainableNetwork;
import io.alambic.core.zoo.Cnn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFolderTest {

    private static final Cnn CNN = new Cnn(List.of(1, 8, 8), List.of(3), List.of(5), 4);

    private final NDManager manager = NDManager.newBaseManager();
    private final TrainableNetwork network = CNN.newNetwork(manager, 1);

    @TempDir
    private Path temporary;

    private Path folder;
    private Path description;
    private Path weights;

    @BeforeEach
    void locate() {
        folder = temporary.resolve("teacher");
        description = folder.resolve("model.json");
        weights = folder.resolve("model.safetensors");
    }

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void savedModelIsLoadedWithEqualAnswers() throws IOException {
        // Given
        NDArray image = manager.randomUniform(0, 1, new Shape(2, 1, 8, 8));

        // When
        ModelDescription saved = ModelFolder.save(folder, "teacher", CNN, network, 0.75, 1000);

        // Then
        try (LoadedModel loaded = ModelFolder.load(folder, manager)) {
            assertThat(loaded.description()).isEqualTo(saved);
            assertThat(loaded.network()
                            .forward(Map.of("image", image))
                            .get("logits")
                            .toFloatArray())
                    .isEqualTo(network.forward(Map.of("image", image))
                            .get("logits")
                            .toFloatArray());
        }
        assertThat(ModelFolder.describe(folder)).isEqualTo(saved);
        assertThat(saved.version()).matches("[0-9a-f]{12}");
        assertThat(saved.architecture()).isEqualTo(CNN);
        assertThat(saved.parameters()).isEqualTo(network.parameterCount().orElseThrow());
        assertThat(saved.bytes()).isEqualTo(network.weightBytes().orElseThrow());
        assertThat(saved.accuracy()).isEqualTo(0.75);
        assertThat(saved.trainedSamples()).isEqualTo(1000);
    }

    @Test
    void accuracyThatWasNotMeasuredIsLeftOut() throws IOException {
        // When
        ModelFolder.save(folder, "teacher", CNN, network, Double.NaN, 0);

        // Then
        assertThat(ModelFolder.describe(folder).accuracy()).isNull();
    }

    @Test
    void savingAgainReplacesTheModel() throws IOException {
        // Given
        String first = ModelFolder.save(folder, "teacher", CNN, network, 0.5, 1).version();

        // When
        ModelDescription second = ModelFolder.save(folder, "teacher", CNN, CNN.newNetwork(manager, 2), 0.6, 2);

        // Then
        assertThat(second.version()).isNotEqualTo(first);
        assertThat(ModelFolder.describe(folder)).isEqualTo(second);
    }

    @Test
    void folderWithoutADescriptionIsNoModel() throws IOException {
        // Given: what a crash between the two files leaves
        ModelFolder.save(folder, "teacher", CNN, network, 0.5, 1);
        Files.delete(description);

        // Then
        assertThatThrownBy(() -> ModelFolder.load(folder, manager))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll(folder.toString(), "no model folder", "model.json");
    }

    @Test
    void descriptionThatDescribesNothingIsRefused() throws IOException {
        Files.createDirectories(folder);
        for (String json : new String[] {"", "null", "7", "{", "{}", "[]", "{\"formatVersion\":2,\"name\":\"x\"}"}) {
            // Given
            Files.writeString(description, json);

            // Then
            assertThatThrownBy(() -> ModelFolder.describe(folder))
                    .as(json)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(description.toString());
        }
    }

    @Test
    void folderOfANewerFormatIsRefusedWithBothVersions() throws IOException {
        // Given
        ModelFolder.save(folder, "teacher", CNN, network, 0.5, 1);
        replaceInDescription("\"formatVersion\": 2", "\"formatVersion\": 3");

        // Then
        assertThatThrownBy(() -> ModelFolder.load(folder, manager))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("format 3", "reads 2");
    }

    @Test
    void unknownArchitectureIsRefused() throws IOException {
        // Given
        ModelFolder.save(folder, "teacher", CNN, network, 0.5, 1);
        replaceInDescription("\"cnn\"", "\"transformer\"");

        // Then
        assertThatThrownBy(() -> ModelFolder.load(folder, manager))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("cnn", "transformer");
    }

    @Test
    void alteredWeightsAreRefused() throws IOException {
        // Given
        ModelFolder.save(folder, "teacher", CNN, network, 0.5, 1);
        byte[] content = Files.readAllBytes(weights);
        content[content.length - 1] ^= 1;
        Files.write(weights, content);

        // Then
        assertThatThrownBy(() -> ModelFolder.load(folder, manager))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(weights.toString());
    }

    @Test
    void weightsOfAnotherVersionAreRefused() throws IOException {
        // Given
        ModelFolder.save(folder, "teacher", CNN, network, 0.5, 1);
        Path other = temporary.resolve("other");
        ModelFolder.save(other, "teacher", CNN, CNN.newNetwork(manager, 2), 0.5, 1);
        Files.delete(weights);
        Files.copy(other.resolve("model.safetensors"), weights);

        // Then
        assertThatThrownBy(() -> ModelFolder.load(folder, manager))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("describes version");
    }

    @Test
    void weightsThatAreMissingAreRefused() throws IOException {
        // Given
        ModelFolder.save(folder, "teacher", CNN, network, 0.5, 1);
        Files.delete(weights);

        // Then
        assertThatThrownBy(() -> ModelFolder.load(folder, manager))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(weights.toString());
    }

    @Test
    void weightsThatDoNotFitTheArchitectureAreRefused() throws IOException {
        // Given
        ModelFolder.save(folder, "teacher", CNN, network, 0.5, 1);
        replaceInDescription("\"classes\": 4", "\"classes\": 6");

        // Then
        assertThatThrownBy(() -> ModelFolder.load(folder, manager))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll(folder.toString(), "logits");
    }

    @Test
    void aDescriptionOfAMuchLargerModelIsRefusedBeforeAnythingIsAllocated() throws IOException {
        // Given
        ModelFolder.save(folder, "teacher", CNN, network, 0.5, 1);
        replaceInDescription("\"classes\": 4", "\"classes\": 1000000");

        // Then
        assertThatThrownBy(() -> ModelFolder.load(folder, manager))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll(folder.toString(), "do not fit a network of");
    }

    private void replaceInDescription(String from, String to) throws IOException {
        String json = Files.readString(description);
        assertThat(json).contains(from);
        Files.writeString(description, json.replace(from, to));
    }
}
