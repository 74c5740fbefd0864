package io.alambic.core.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.alambic.core.model.Signature;
import io.alambic.core.model.TrainableNetwork;
import io.alambic.core.tensor.TensorSpec;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CnnTest {

    private static final Cnn TEACHER = new Cnn(List.of(1, 28, 28), List.of(64, 64), List.of(128, 64), 10);
    private static final Cnn STUDENT = new Cnn(List.of(1, 28, 28), List.of(16, 32), List.of(64), 10);
    private static final Cnn COLOUR = new Cnn(List.of(3, 32, 32), List.of(8, 16, 24), List.of(), 100);

    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    private static Stream<Arguments> architectures() {
        return Stream.of(
                Arguments.of(TEACHER, List.of(new Shape(10), new Shape(64, 14, 14), new Shape(64, 7, 7)), 448_010),
                Arguments.of(STUDENT, List.of(new Shape(10), new Shape(16, 14, 14), new Shape(32, 7, 7)), 105_866),
                Arguments.of(
                        COLOUR,
                        List.of(new Shape(100), new Shape(8, 16, 16), new Shape(16, 8, 8), new Shape(24, 4, 4)),
                        43_372));
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void theSignatureSaysWhatANetworkGives(Cnn cnn, List<Shape> outputs, long parameters) {
        // Given
        Signature signature = cnn.signature();
        try (TrainableNetwork network = cnn.newNetwork(manager, 1)) {
            NDArray images =
                    manager.randomUniform(0, 1, signature.input("image").batchShape(3));

            // When
            Map<String, NDArray> answers = network.forward(Map.of("image", images));

            // Then
            assertThat(signature.inputs()).hasSize(1);
            assertThat(signature.outputs().stream().map(TensorSpec::sampleShape))
                    .isEqualTo(outputs);
            assertThat(signature.outputs().get(0).name()).isEqualTo("logits");
            assertThat(answers.keySet())
                    .containsExactlyElementsOf(
                            signature.outputs().stream().map(TensorSpec::name).toList());
            answers.forEach((name, array) -> assertThat(array.getShape())
                    .isEqualTo(signature.output(name).batchShape(3)));
            assertThat(network.parameterCount().orElseThrow()).isEqualTo(parameters);
            assertThat(network.weightBytes().orElseThrow()).isEqualTo(4 * parameters);
        }
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void copiedWeightsGiveEqualAnswers(Cnn cnn, List<Shape> outputs, long parameters) {
        // Given
        TrainableNetwork network = cnn.newNetwork(manager, 1);
        NDArray images =
                manager.randomUniform(0, 1, cnn.signature().input("image").batchShape(3));
        Map<String, NDArray> expected = network.forward(Map.of("image", images));

        // When
        TrainableNetwork copy = cnn.newNetwork(manager, network.snapshot());
        network.close();

        // Then
        copy.forward(Map.of("image", images)).forEach((name, answer) -> assertThat(answer.toFloatArray())
                .isEqualTo(expected.get(name).toFloatArray()));
        assertThat(copy.forwardTraining(Map.of("image", images)).get("logits").toFloatArray())
                .isEqualTo(expected.get("logits").toFloatArray());
    }

    @Test
    void oneSampleAnswersAsItDoesInABatch() {
        // Given
        TrainableNetwork network = STUDENT.newNetwork(manager, 1);
        NDArray images = manager.randomUniform(0, 1, new Shape(5, 1, 28, 28));
        float[] together =
                network.forward(Map.of("image", images)).get("logits").get(3).toFloatArray();

        // When
        float[] alone = network.forward(Map.of("image", images.get("3:4")))
                .get("logits")
                .toFloatArray();

        // Then
        assertThat(alone).hasSize(together.length);
        for (int i = 0; i < alone.length; i++) {
            assertThat(alone[i]).isCloseTo(together[i], within(1e-5f));
        }
    }

    @Test
    void equalSeedsGiveEqualWeightsAndOthersDoNot() {
        // When
        TrainableNetwork first = STUDENT.newNetwork(manager, 3);
        TrainableNetwork second = STUDENT.newNetwork(manager, 3);
        TrainableNetwork third = STUDENT.newNetwork(manager, 4);

        // Then
        first.snapshot()
                .forEach((name, weight) ->
                        assertThat(second.snapshot().get(name).toFloatArray()).isEqualTo(weight.toFloatArray()));
        assertThat(third.snapshot().get("logits.weight").toFloatArray())
                .isNotEqualTo(first.snapshot().get("logits.weight").toFloatArray());
    }

    @Test
    void manyThreadsShareOneNetwork() throws InterruptedException, ExecutionException {
        // Given
        TrainableNetwork network = STUDENT.newNetwork(manager, 1);
        float[] pixels = manager.randomUniform(0, 1, new Shape(28 * 28)).toFloatArray();
        float[] expected = logits(network, pixels);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        Callable<Boolean> calls = () -> {
            boolean equal = true;
            for (int i = 0; i < 50; i++) {
                equal &= Arrays.equals(expected, logits(network, pixels));
            }
            return equal;
        };

        // When
        List<Future<Boolean>> outcomes = threads.invokeAll(Collections.nCopies(8, calls));
        threads.shutdown();

        // Then
        for (Future<Boolean> outcome : outcomes) {
            assertThat(outcome.get()).isTrue();
        }
    }

    @Test
    void inputThatIsMissingOrOfAnotherShapeIsRefused() {
        // Given
        TrainableNetwork network = STUDENT.newNetwork(manager, 1);

        // Then
        assertThatThrownBy(() -> network.forward(Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("'image'", "(1, 28, 28)", "missing");
        assertThatThrownBy(() -> network.forward(Map.of("image", manager.zeros(new Shape(2, 28, 28)))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("'image'", "(1, 28, 28)", "(2, 28, 28)");
    }

    @Test
    void weightsThatAreMissingForeignOrOfAnotherShapeAreRefused() {
        // Given
        Map<String, NDArray> weights = STUDENT.newNetwork(manager, 1).snapshot();
        Map<String, NDArray> missing = new HashMap<>(weights);
        missing.remove("logits.bias");
        Map<String, NDArray> foreign = new HashMap<>(weights);
        foreign.put("extra.weight", manager.create(1f));
        Map<String, NDArray> bent = new HashMap<>(weights);
        bent.put("logits.bias", manager.zeros(new Shape(11)));

        // Then
        assertThatThrownBy(() -> STUDENT.newNetwork(manager, missing))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("logits.bias");
        assertThatThrownBy(() -> STUDENT.newNetwork(manager, foreign))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("extra.weight");
        assertThatThrownBy(() -> STUDENT.newNetwork(manager, bent))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("logits.bias", "(10)", "(11)");
    }

    @Test
    void closedNetworkFreesItsWeights() {
        // Given
        TrainableNetwork network = STUDENT.newNetwork(manager, 1);
        NDArray weight = network.learned().get("logits.weight");

        // When
        network.close();

        // Then
        assertThatThrownBy(weight::toFloatArray).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void descriptionThatMakesNoNetworkIsRefused() {
        assertThatThrownBy(() -> new Cnn(List.of(28, 28), List.of(4), List.of(), 10))
                .hasMessageContaining("channels x height x width");
        assertThatThrownBy(() -> new Cnn(List.of(1, 28, 28), List.of(), List.of(), 10))
                .hasMessageContaining("at least one convolution");
        assertThatThrownBy(() -> new Cnn(List.of(1, 28, 28), List.of(4, 0), List.of(), 10))
                .hasMessageContaining("at least 1");
        assertThatThrownBy(() -> new Cnn(List.of(1, 28, 28), List.of(4), List.of(-1), 10))
                .hasMessageContaining("at least 1");
        assertThatThrownBy(() -> new Cnn(List.of(1, 28, 28), List.of(4), List.of(), 1))
                .hasMessageContaining("at least 2");
        assertThatThrownBy(() -> new Cnn(List.of(1, 7, 8), List.of(1, 1, 1), List.of(), 2))
                .hasMessageContaining("to nothing");
        assertThat(new Cnn(List.of(1, 8, 8), List.of(1, 1, 1), List.of(), 2)
                        .signature()
                        .outputs())
                .hasSize(4);
    }

    @Test
    void nameThatIsNotThereIsRefusedWithThoseThatAre() {
        assertThatThrownBy(() -> STUDENT.signature().output("block3"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("block3", "logits", "block1", "block2");
        assertThatThrownBy(() -> STUDENT.signature().input("text")).hasMessageContainingAll("text", "image");
    }

    private float[] logits(TrainableNetwork network, float[] pixels) {
        try (NDManager scope = manager.newSubManager()) {
            NDArray image = scope.create(pixels, new Shape(1, 1, 28, 28));
            return network.forward(Map.of("image", image)).get("logits").toFloatArray();
        }
    }
}
