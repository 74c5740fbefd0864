package io.alambic.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.alambic.core.evaluate.EvaluationSamples;
import io.alambic.core.evaluate.ProbabilityCheck;
import io.alambic.core.model.InferenceNetwork;
import io.alambic.core.model.InputSpec;
import io.alambic.core.model.OutputPick;
import io.alambic.core.model.Signature;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.core.tensor.TensorType;
import io.alambic.models.remote.CallSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Models that answer the probabilities of their softmax, and beside them the logits that went into it. */
class ProbabilitiesTest {

    /** Written by core's make_models.py. */
    private static final Path MODELS = Path.of("..", "core", "src", "test", "resources", "models");

    private static final List<TensorSpec> IMAGE = InputSpec.parseAll("image:FP32:1x8x8");
    private static final List<OutputPick> BOTH =
            List.of(new OutputPick(Signature.LOGITS, "0"), new OutputPick("plain", "1"));

    @ParameterizedTest
    @ValueSource(strings = {"softmax.pt", "softmax.onnx"})
    void theirLogarithmsAreTheDistributionOfTheLogitsAtAnyTemperature(String file) throws IOException {
        try (NDManager manager = NDManager.newBaseManager();
                InferenceNetwork model = new Probabilities(open(file, manager))) {
            // When
            Map<String, NDArray> outputs =
                    model.forward(EvaluationSamples.random(IMAGE, 16, 3).batch(0, 16, manager));

            // Then
            for (int temperature : new int[] {1, 4}) {
                float[] taken = outputs.get(Signature.LOGITS)
                        .div(temperature)
                        .softmax(1)
                        .toFloatArray();
                float[] plain = outputs.get("plain").div(temperature).softmax(1).toFloatArray();
                assertThat(taken).hasSize(16 * 4).containsExactly(plain, within(1e-5f));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"softmax.pt", "softmax.onnx"})
    void theyAreToldFromLogits(String file) throws IOException {
        try (NDManager manager = NDManager.newBaseManager();
                InferenceNetwork model = open(file, manager)) {
            assertThat(ProbabilityCheck.areAnswered(model, Signature.LOGITS, manager))
                    .isTrue();
            assertThat(ProbabilityCheck.areAnswered(model, "plain", manager)).isFalse();
        }
    }

    @Test
    void scikitLearnsMapsAreProbabilitiesAndItsLabelsAreClasses() throws IOException {
        // Given
        List<TensorSpec> reads = InputSpec.parseAll("X:FP32:4");
        try (NDManager manager = NDManager.newBaseManager();
                InferenceNetwork maps = scikitLearn(reads, "output_probability", manager);
                InferenceNetwork labels = scikitLearn(reads, "label", manager)) {
            Map<String, NDArray> inputs = EvaluationSamples.random(reads, 16, 3).batch(0, 16, manager);

            // When
            NDArray probabilities = maps.forward(inputs).get(Signature.LOGITS);
            NDArray logits = new ClassAnswers(labels, 3).forward(inputs).get(Signature.LOGITS);

            // Then
            assertThat(ProbabilityCheck.areAnswered(maps, Signature.LOGITS, manager))
                    .isTrue();
            assertThat(logits.softmax(1).toFloatArray()).containsOnly(0, 1);
            assertThat(logits.argMax(1)).isEqualTo(probabilities.argMax(1));
        }
    }

    private static InferenceNetwork scikitLearn(List<TensorSpec> reads, String output, NDManager manager)
            throws IOException {
        String file = MODELS.resolve("scikit-learn.onnx").toString();
        return OpenedModel.open(ModelSource.parse(file), reads, CallSettings.DEFAULT, manager)
                .pick(List.of(new OutputPick(Signature.LOGITS, output)));
    }

    @Test
    void sigmoidsOfEachClassComeFromItsLogit() {
        // Given
        float[] plain = {-20, -3, -0.5f, 0, 0.5f, 3, 12};
        try (NDManager manager = NDManager.newBaseManager();
                InferenceNetwork model = Probabilities.independent(new Sigmoids(plain.length))) {
            NDArray sigmoids = manager.create(plain, new Shape(1, plain.length))
                    .getNDArrayInternal()
                    .sigmoid();

            // When
            NDArray logits = model.forward(Map.of("x", sigmoids)).get(Signature.LOGITS);

            // Then
            assertThat(logits.toFloatArray()).containsExactly(plain, within(0.05f));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "auto           | AUTO                      | 0",
                "logits         | LOGITS                    | 0",
                "probabilities  | PROBABILITIES             | 0",
                "classes(10)    | CLASSES                   | 10",
                "independent-probabilities | INDEPENDENT_PROBABILITIES | 0",
            })
    void theSettingSaysWhatAnOutputHolds(String text, LogitsFrom.Form form, int classes) {
        assertThat(LogitsFrom.parse(text)).isEqualTo(new LogitsFrom(form, classes));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "softmax      | expected auto, logits, probabilities, independent-probabilities or classes(C), but got 'softmax'",
                "classes      | expected classes(C), but got 'classes'",
                "classes(1)   | expected from 2 to 1048576 classes, but got 1",
                "classes(2.5) | expected a whole number of classes, but got 'classes(2.5)'",
            })
    void whatIsNoSettingIsRefused(String text, String message) {
        assertThatThrownBy(() -> LogitsFrom.parse(text)).hasMessage(message);
    }

    /** Answers what it is given. */
    private record Sigmoids(int classes) implements InferenceNetwork {

        @Override
        public Signature signature() {
            return new Signature(
                    List.of(new TensorSpec("x", TensorType.FP32, new Shape(classes))),
                    List.of(new TensorSpec(Signature.LOGITS, TensorType.FP32, new Shape(classes))));
        }

        @Override
        public Map<String, NDArray> forward(Map<String, NDArray> inputs) {
            return Map.of(Signature.LOGITS, inputs.get("x"));
        }

        @Override
        public void close() {
            // It has no weights.
        }
    }

    private static InferenceNetwork open(String file, NDManager manager) throws IOException {
        return OpenedModel.open(
                        ModelSource.parse(MODELS.resolve(file).toString()), IMAGE, CallSettings.DEFAULT, manager)
                .pick(BOTH);
    }
}
