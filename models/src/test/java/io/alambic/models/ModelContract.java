package io.alambic.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.alambic.core.model.InferenceNetwork;
import io.alambic.core.model.OutputPick;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.core.tensor.TensorType;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every kind of opened model promises. A subclass opens a model with one FP32 input and two outputs or more. */
abstract class ModelContract {

    private static final int SAMPLES = 3;

    private final NDManager manager = NDManager.newBaseManager();
    private OpenedModel model;

    /** Opens the model under test; the contract closes it. */
    abstract OpenedModel open(NDManager parent) throws IOException;

    @BeforeEach
    void openModel() throws IOException {
        model = open(manager);
    }

    @AfterEach
    void close() {
        model.network().close();
        manager.close();
    }

    @Test
    void saysWhoAnswers() {
        assertThat(model.identity().name()).isNotBlank();
        assertThat(model.identity().version()).isNotBlank();
    }

    @Test
    void answersEveryOutputOfItsSignatureWithOneRowForEachSample() {
        // When
        Map<String, NDArray> outputs = model.network().forward(inputs(manager));

        // Then
        assertThat(outputs.keySet())
                .containsExactlyInAnyOrderElementsOf(model.network().signature().outputs().stream()
                        .map(TensorSpec::name)
                        .toList());
        model.network().signature().outputs().forEach(output -> {
            NDArray answer = outputs.get(output.name());
            assertThat(answer.getShape()).isEqualTo(output.batchShape(SAMPLES));
            assertThat(TensorType.of(answer.getDataType())).isEqualTo(output.type());
        });
    }

    @Test
    void outputsBelongToTheManagerOfTheInputs() {
        try (NDManager pass = manager.newSubManager()) {
            // When
            Map<String, NDArray> outputs = model.network().forward(inputs(pass));

            // Then
            assertThat(outputs.values())
                    .allSatisfy(output -> assertThat(output.getManager()).isSameAs(pass));
        }
    }

    @Test
    void eachSampleIsAnsweredByItself() {
        // Given
        NDArray all = inputs(manager).values().iterator().next();
        String input = model.network().signature().inputs().get(0).name();
        String output = model.network().signature().outputs().get(0).name();

        // When
        float[] together =
                model.network().forward(Map.of(input, all)).get(output).toFloatArray();

        // Then
        int width = together.length / SAMPLES;
        for (int sample = 0; sample < SAMPLES; sample++) {
            NDArray one = all.get("%d:%d".formatted(sample, sample + 1));
            float[] alone =
                    model.network().forward(Map.of(input, one)).get(output).toFloatArray();
            for (int i = 0; i < width; i++) {
                assertThat(alone[i]).isCloseTo(together[sample * width + i], within(1e-5f));
            }
        }
    }

    @Test
    void severalThreadsGetTheSameAnswer() {
        // Given
        String output = model.network().signature().outputs().get(0).name();
        float[] expected = model.network().forward(inputs(manager)).get(output).toFloatArray();

        // When
        List<CompletableFuture<float[]>> answers = IntStream.range(0, 4)
                .mapToObj(thread -> CompletableFuture.supplyAsync(() -> {
                    try (NDManager pass = manager.newSubManager()) {
                        return model.network().forward(inputs(pass)).get(output).toFloatArray();
                    }
                }))
                .toList();

        // Then
        assertThat(answers).allSatisfy(answer -> assertThat(answer.join()).isEqualTo(expected));
    }

    @Test
    void anInputThatIsMissingOrOfAnotherShapeIsRefused() {
        TensorSpec input = model.network().signature().inputs().get(0);
        NDArray wrong = manager.zeros(input.batchShape(SAMPLES)).expandDims(-1);
        assertThatThrownBy(() -> model.network().forward(Map.of("nothing", wrong)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(input.name());
        assertThatThrownBy(() -> model.network().forward(Map.of(input.name(), wrong)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(input.name());
    }

    @Test
    void onlyPickedOutputsAreSeen() {
        // Given
        String source = model.network().signature().outputs().get(1).name();
        float[] expected = model.network().forward(inputs(manager)).get(source).toFloatArray();

        // When
        InferenceNetwork picked = model.pick(List.of(new OutputPick("chosen", source)));

        // Then
        assertThat(picked.signature().outputs()).extracting(TensorSpec::name).containsExactly("chosen");
        Map<String, NDArray> outputs = picked.forward(inputs(manager));
        assertThat(outputs).containsOnlyKeys("chosen");
        assertThat(outputs.get("chosen").toFloatArray()).isEqualTo(expected);
    }

    @Test
    void aPickThatIsMissingIsNamedBesideThoseThatExist() {
        List<String> names = model.network().signature().outputs().stream()
                .map(TensorSpec::name)
                .toList();
        assertThatThrownBy(() -> model.pick(List.of(new OutputPick("chosen", "nothing"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no output 'nothing'; the model has " + names);
    }

    private Map<String, NDArray> inputs(NDManager owner) {
        Map<String, NDArray> arrays = new LinkedHashMap<>();
        for (TensorSpec input : model.network().signature().inputs()) {
            int size = Math.toIntExact(input.batchShape(SAMPLES).size());
            arrays.put(input.name(), owner.arange(size).div(size).reshape(input.batchShape(SAMPLES)));
        }
        return arrays;
    }
}
