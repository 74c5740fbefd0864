package io.alambic.student.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.alambic.core.model.Signature;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.inference.InferTensorContents;
import io.alambic.inference.ModelInferRequest;
import io.alambic.inference.ModelInferRequest.InferRequestedOutputTensor;
import io.alambic.student.TinyTask;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class InferenceRequestsTest {

    private static final int MAX_BATCH = 4;
    private static final Signature SIGNATURE = TinyTask.STUDENT.signature();

    private final InferenceRequests requests = new InferenceRequests(SIGNATURE, MAX_BATCH);
    private final Workspace workspace = new Workspace();
    private NDManager scope;

    @BeforeEach
    void open() {
        scope = NDManager.newBaseManager();
    }

    @AfterEach
    void close() {
        scope.close();
    }

    @Test
    void rawAndTypedContentsGiveTheSameArray() {
        // Given
        float[] image = TinyTask.image(2);

        // When
        float[] raw = image(Requests.raw("student", 1, image)).toFloatArray();
        float[] typed = image(Requests.typed("student", 1, image)).toFloatArray();

        // Then
        assertThat(raw).isEqualTo(image);
        assertThat(typed).isEqualTo(image);
    }

    @Test
    void takesTheLargestBatch() {
        // When
        NDArray image = image(Requests.raw("student", MAX_BATCH, new float[MAX_BATCH * 64]));

        // Then
        assertThat(image.getShape().getShape()).containsExactly(MAX_BATCH, 1, 8, 8);
    }

    @Test
    void answersEveryOutputWhereNoneIsNamed() {
        // When
        var outputs = requests.outputs(Requests.raw("student", 1, TinyTask.image(0)));

        // Then
        assertThat(outputs).extracting(TensorSpec::name).containsExactly("logits", "block1", "block2");
    }

    @Test
    void answersTheOutputsThatAreNamed() {
        // When
        var outputs = requests.outputs(ModelInferRequest.newBuilder()
                .addOutputs(InferRequestedOutputTensor.newBuilder().setName("block2"))
                .build());

        // Then
        assertThat(outputs).extracting(TensorSpec::name).containsExactly("block2");
    }

    @Test
    void refusesAnOutputThatDoesNotExist() {
        // Given
        ModelInferRequest request = ModelInferRequest.newBuilder()
                .addOutputs(InferRequestedOutputTensor.newBuilder().setName("probabilities"))
                .build();

        // When
        StatusRuntimeException refused =
                catchThrowableOfType(StatusRuntimeException.class, () -> requests.outputs(request));

        // Then
        assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(refused.getStatus().getDescription())
                .isEqualTo("no output 'probabilities'; the model has [logits, block1, block2]");
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
                catchThrowableOfType(StatusRuntimeException.class, () -> requests.inputs(request, workspace, scope));

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
                        "input 'image': FP32 of shape (1, 1, 8, 8) takes 256 bytes, but 8 came"));
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

    private NDArray image(ModelInferRequest request) {
        Map<String, NDArray> inputs = requests.inputs(request, workspace, scope);
        assertThat(inputs).containsOnlyKeys("image");
        return inputs.get("image");
    }
}
