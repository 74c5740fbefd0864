package io.alambic.core.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import io.alambic.core.layer.network.LayeredArchitecture;
import io.alambic.core.model.TrainableNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Students of earlier releases, as checkpoints and model folders hold them. */
class StoredStudentTest {

    /** Lines that begin with a brace are architectures; below each are its weights and their shapes, in their order. */
    private static final Path STUDENTS = Path.of("src/test/resources/students/zoo.txt");

    static Stream<Arguments> students() throws IOException {
        Map<String, List<String>> students = new LinkedHashMap<>();
        List<String> weights = new ArrayList<>();
        for (String line : Files.readAllLines(STUDENTS)) {
            if (line.startsWith("{")) {
                weights = new ArrayList<>();
                students.put(line, weights);
            } else {
                weights.add(line.strip());
            }
        }
        return students.entrySet().stream().map(entry -> Arguments.of(entry.getKey(), entry.getValue()));
    }

    @ParameterizedTest
    @MethodSource("students")
    void theWeightsOfAStoredStudentFitItsArchitecture(String stored, List<String> weights) {
        // When
        LayeredArchitecture architecture = Zoo.parse(stored);

        // Then
        assertThat(architecture.fingerprint()).isEqualTo(stored);
        try (NDManager manager = NDManager.newBaseManager();
                TrainableNetwork network = architecture.newNetwork(manager, 1)) {
            assertThat(network.snapshot().entrySet().stream()
                            .map(weight ->
                                    weight.getKey() + " " + weight.getValue().getShape()))
                    .containsExactlyElementsOf(weights);
        }
    }
}
