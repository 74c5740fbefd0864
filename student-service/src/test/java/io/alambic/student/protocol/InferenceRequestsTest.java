package io.alambic.student.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.alambic.core.model.Signature;
import io.alambic.core.task.Tasks;
import io.alambic.inference.InferParameter;
import io.alambic.inference.InferTensorContents;
import io.alambic.inference.ModelInferRequest;
import io.alambic.inference.ModelInferRequest.InferRequestedOutputTensor;
import io.alambic.student.TinyTask;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class InferenceRequestsTest {

    private static final int MAX_BATCH = 4;
    private static final Signature SIGNATURE = TinyTask.STUDENT.signature();

    private final InferenceRequests requests = new InferenceRequests(
            AnswerSignature.of(SIGNATURE, Tasks.CLASSIFICATION),
            MAX_BATCH,
            AnswerSignature.defaults(AnswerSignature.of(SIGNATURE, Tasks.CLASSIFICATION)));

    @Test
    void takesTheLargestBatch() {
        // When
        CheckedRequest checked = requests.check(Requests.raw("student", MAX_BATCH, new float[MAX_BATCH * 64]));

        // Then
        assertThat(checked.samples()).isEqualTo(MAX_BATCH);
        assertThat(checked.bytes()).isBetween(MAX_BATCH * 64L * Float.BYTES, MAX_BATCH * 64L * Float.BYTES + 64);
    }

    @Test
    void answersLogitsAndProbabilitiesButNoFeatureMapsWhereNoneIsNamed() {
        // When
        CheckedRequest checked = requests.check(Requests.raw("student", 1, TinyTask.image(0)));

        // Then
        assertThat(checked.outputs())
                .extracting(output -> output.spec().name())
                .containsExactly("logits", "probabilities");
    }

    @Test
    void answersWhatIsConfiguredWhereNoneIsNamed() {
        // Given
        InferenceRequests configured = new InferenceRequests(
                AnswerSignature.of(SIGNATURE, Tasks.CLASSIFICATION), MAX_BATCH, List.of("block2", "logits"));

        // When
        CheckedRequest checked = configured.check(Requests.raw("student", 1, TinyTask.image(0)));

        // Then
        assertThat(checked.outputs()).extracting(output -> output.spec().name()).containsExactly("block2", "logits");
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void refusesANumberThatIsNotFiniteHoweverItCame(float number) {
        // Given
        float[] image = TinyTask.image(0);
        image[17] = number;

        // When
        StatusRuntimeException raw = catchThrowableOfType(
                StatusRuntimeException.class, () -> requests.check(Requests.raw("student", 1, image)));
        StatusRuntimeException typed = catchThrowableOfType(
                StatusRuntimeException.class, () -> requests.check(Requests.typed("student", 1, image)));

        // Then
        assertThat(raw.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(raw.getStatus().getDescription())
                .isEqualTo("input 'image': element 17 is not a finite number of its type")
                .isEqualTo(typed.getStatus().getDescription());
    }

    @Test
    void answersTheOutputsThatAreNamedInTheirOrder() {
        // When
        CheckedRequest checked = requests.check(
                asking(named("block2")).addOutputs(named("probabilities")).build());

        // Then
        assertThat(checked.outputs())
                .extracting(output -> output.spec().name())
                .containsExactly("block2", "probabilities");
    }

    @Test
    void classifiesIntoNoMoreClassesThanThereAre() {
        // When
        CheckedRequest checked = requests.check(asking(classified(99)).build());

        // Then
        assertThat(checked.outputs()).extracting(CheckedRequest.Wanted::classes).containsExactly(TinyTask.CLASSES);
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void refusesWithTheTensorAndWhatWasExpectedAndWhatCame(
            UnaryOperator<ModelInferRequest.Builder> change, String message) {
        // Given
        ModelInferRequest request = change.apply(Requests.typed("student", 1, TinyTask.image(0)).toBuilder())
                .build();

        // When
        StatusRuntimeException refused =
                catchThrowableOfType(StatusRuntimeException.class, () -> requests.check(request));

        // Then
        assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(refused.getStatus().getDescription()).isEqualTo(message);
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                refusal(ModelInferRequest.Builder::clearInputs, "input 'image' is missing; the request has []"),
                refusal(r -> name(r, "picture"), "no input 'picture'; the model has [image]"),
                refusal(r -> r.addInputs(r.getInputs(0)), "input 'image' came twice"),
                refusal(r -> edit(r, "INT64", 1, 1, 8, 8), "input 'image': expected datatype FP32, but it is 'INT64'"),
                refusal(
                        r -> edit(r, "FP32", 1, 8, 8),
                        "input 'image': expected shape [-1, 1, 8, 8], but it is [1, 8, 8]"),
                refusal(
                        r -> edit(r, "FP32", 1, 1, 4, 16),
                        "input 'image': expected shape [-1, 1, 8, 8], but it is [1, 1, 4, 16]"),
                refusal(
                        r -> edit(r, "FP32", 0, 1, 8, 8),
                        "input 'image': expected shape [-1, 1, 8, 8], but it is [0, 1, 8, 8]"),
                refusal(
                        r -> edit(r, "FP32", -1, 1, 8, 8),
                        "input 'image': expected shape [-1, 1, 8, 8], but it is [-1, 1, 8, 8]"),
                refusal(
                        r -> edit(r, "FP32", 5, 1, 8, 8),
                        "input 'image': at most 4 samples in one request, but it has 5"),
                refusal(
                        r -> edit(r, "FP32", 2, 1, 8, 8),
                        "input 'image': shape (2, 1, 8, 8) takes 128 elements, but 64 came"),
                refusal(
                        r -> contents(r, InferTensorContents.newBuilder().addFp64Contents(1)),
                        "input 'image': FP32 travels in fp32_contents, but another field has 1 elements"),
                refusal(
                        r -> r.addRawInputContents(Requests.bytes(TinyTask.image(0))),
                        "input 'image' came both as contents and as raw_input_contents"),
                refusal(
                        r -> r.addRawInputContents(Requests.bytes(1)).addRawInputContents(Requests.bytes(1)),
                        "raw_input_contents has 2 entries for 1 inputs; either every input travels there or none"),
                refusal(
                        r -> withoutContents(r).addRawInputContents(Requests.bytes(1, 2)),
                        "input 'image': FP32 of shape (1, 1, 8, 8) takes 256 bytes, but 8 came"),
                refusal(
                        r -> r.addOutputs(named("scores")),
                        "no output 'scores'; the model has [logits, probabilities, block1, block2]"),
                refusal(
                        r -> r.addOutputs(named("logits")).addOutputs(named("logits")),
                        "output 'logits' was asked for twice"),
                refusal(
                        r -> r.addOutputs(classified(0)),
                        "output 'logits': parameter 'classification' must be a whole number of at least 1"),
                refusal(
                        r -> r.addOutputs(named("logits")
                                .putParameters(
                                        "classification",
                                        InferParameter.newBuilder()
                                                .setStringParam("3")
                                                .build())),
                        "output 'logits': parameter 'classification' must be a whole number of at least 1"),
                refusal(
                        r -> r.putParameters(
                                "timeout",
                                InferParameter.newBuilder().setInt64Param(-1).build()),
                        "parameter 'timeout' must be a whole number of at least 0"));
    }

    private static ModelInferRequest.Builder asking(InferRequestedOutputTensor.Builder output) {
        return Requests.raw("student", 1, TinyTask.image(0)).toBuilder().addOutputs(output);
    }

    private static InferRequestedOutputTensor.Builder named(String output) {
        return InferRequestedOutputTensor.newBuilder().setName(output);
    }

    private static InferRequestedOutputTensor.Builder classified(long classes) {
        return named("logits")
                .putParameters(
                        "classification",
                        InferParameter.newBuilder().setInt64Param(classes).build());
    }

    private static Arguments refusal(UnaryOperator<ModelInferRequest.Builder> change, String message) {
        return Arguments.of(change, message);
    }

    private static ModelInferRequest.Builder name(ModelInferRequest.Builder request, String name) {
        request.getInputsBuilder(0).setName(name);
        return request;
    }

    private static ModelInferRequest.Builder edit(ModelInferRequest.Builder request, String type, long... shape) {
        var input = request.getInputsBuilder(0).setDatatype(type).clearShape();
        for (long dimension : shape) {
            input.addShape(dimension);
        }
        return request;
    }

    private static ModelInferRequest.Builder contents(
            ModelInferRequest.Builder request, InferTensorContents.Builder contents) {
        request.getInputsBuilder(0).setContents(contents);
        return request;
    }

    private static ModelInferRequest.Builder withoutContents(ModelInferRequest.Builder request) {
        request.getInputsBuilder(0).clearContents();
        return request;
    }
}
