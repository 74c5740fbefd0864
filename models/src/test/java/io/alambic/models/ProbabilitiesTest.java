package io.alambic.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.alambic.core.evaluate.EvaluationSamples;
import io.alambic.core.evaluate.ProbabilityCheck;
import io.alambic.core.model.InferenceNetwork;
import io.alambic.core.model.InputSpec;
import io.alambic.core.model.OutputPick;
import io.alambic.core.model.Signature;
import io.alambic.core.tensor.TensorSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
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

    private static InferenceNetwork open(String file, NDManager manager) throws IOException {
        return OpenedModel.open(
                        ModelSource.parse(MODELS.resolve(file).toString()), IMAGE, CallSettings.DEFAULT, manager)
                .pick(BOTH);
    }
}
