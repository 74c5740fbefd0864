package io.alambic.student.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import io.alambic.inference.InferParameter;
import io.alambic.inference.ModelInferRequest;
import io.alambic.inference.ModelInferResponse;
import io.alambic.inference.ModelInferResponse.InferOutputTensor;
import io.alambic.student.admission.RequestMemory;
import io.alambic.student.protocol.Requests;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InferenceJsonTest {

    private static final OutputForms NUMBERS = new OutputForms(false, Map.of());

    private final InferenceJson json = new InferenceJson();

    @Test
    void readsARequestWithNestedNumbers() {
        // Given
        String text = "{'id': '7', 'parameters': {'timeout': 5},"
                + " 'inputs': [{'name': 'image', 'shape': [1, 2, 2], 'datatype': 'FP32', 'data': [[[1, 2.5], [-3, 4]]]}],"
                + " 'outputs': [{'name': 'logits', 'parameters': {'classification': 2}}]}";

        // When
        ModelInferRequest request = read("3", body(text)).message();

        // Then
        assertThat(request.getModelName()).isEqualTo("student");
        assertThat(request.getModelVersion()).isEqualTo("3");
        assertThat(request.getId()).isEqualTo("7");
        assertThat(request.getParametersOrThrow("timeout").getInt64Param()).isEqualTo(5);
        assertThat(request.getInputs(0).getShapeList()).containsExactly(1L, 2L, 2L);
        assertThat(request.getRawInputContents(0)).isEqualTo(Requests.bytes(1, 2.5f, -3, 4));
        assertThat(request.getOutputs(0).getParametersOrThrow("classification").getInt64Param())
                .isEqualTo(2);
    }

    @Test
    void readsBinaryTensorsBesideNumbers() {
        // Given
        String text = "{'inputs': ["
                + "{'name': 'a', 'shape': [2], 'datatype': 'INT8', 'parameters': {'binary_data_size': 2}},"
                + "{'name': 'b', 'shape': [2], 'datatype': 'BOOL', 'data': [true, false]},"
                + "{'name': 'c', 'shape': [1], 'datatype': 'FP16', 'parameters': {'binary_data_size': 2}}]}";
        byte[] head = body(text).bytes();
        byte[] all = java.util.Arrays.copyOf(head, head.length + 4);
        System.arraycopy(new byte[] {1, 2, 3, 4}, 0, all, head.length, 4);

        // When
        ModelInferRequest request = read("", new HttpBody(all, head.length)).message();

        // Then
        assertThat(request.getRawInputContentsList()).containsExactly(bytes(1, 2), bytes(1, 0), bytes(3, 4));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{                                     | the request is no JSON: Unexpected end-of-input",
                "[]                                    | the request must be a JSON object",
                "{'inputs': 3}                         | 'inputs' must be an array",
                "{'inputs': [3]}                       | 'inputs' must hold objects",
                "{'inputs': [{'name': 'a', 'shape': ['x'], 'datatype': 'FP32', 'data': []}]} | input 'a': 'shape' must hold whole numbers, but has 'x'",
                "{'inputs': [{'name': 'a', 'shape': [1], 'datatype': 'FP32'}]} | input 'a': 'data' must be an array",
                "{'inputs': [{'name': 'a', 'shape': [1], 'datatype': 'FP32', 'data': ['1']}]} | input 'a': '1' is no FP32",
                "{'inputs': [{'name': 'a', 'shape': [1], 'datatype': 'INT8', 'data': [128]}]} | input 'a': 128 is no INT8",
                "{'inputs': [{'name': 'a', 'shape': [1], 'datatype': 'UINT8', 'data': [-1]}]} | input 'a': -1 is no UINT8",
                "{'inputs': [{'name': 'a', 'shape': [1], 'datatype': 'INT64', 'data': [1.5]}]} | input 'a': 1.5 is no INT64",
                "{'inputs': [{'name': 'a', 'shape': [1], 'datatype': 'FP16', 'data': [1]}]} | input 'a': FP16 comes as binary data only",
                "{'inputs': [{'name': 'a', 'shape': [1], 'datatype': 'FP32', 'parameters': {'binary_data_size': 4}}]} | input 'a': binary_data_size is 4, but 0 bytes are left",
            })
    void refusesWhatIsNotTheProtocol(String text, String message) {
        // When
        StatusRuntimeException refused = catchThrowableOfType(StatusRuntimeException.class, () -> read("", body(text)));

        // Then
        assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(refused.getStatus().getDescription().replace('"', '\'')).startsWith(message);
    }

    @Test
    void refusesALengthThatTheBodyDoesNotHaveAndBytesThatNoInputNames() {
        // Given
        HttpBody tooLong = new HttpBody(new byte[2], 3);
        HttpBody leftOver = new HttpBody("{}xx".getBytes(StandardCharsets.UTF_8), 2);

        // When
        StatusRuntimeException length = catchThrowableOfType(StatusRuntimeException.class, () -> read("", tooLong));
        StatusRuntimeException rest = catchThrowableOfType(StatusRuntimeException.class, () -> read("", leftOver));

        // Then
        assertThat(length.getStatus().getDescription())
                .isEqualTo("Inference-Header-Content-Length is 3, but the body has 2 bytes");
        assertThat(rest.getStatus().getDescription()).isEqualTo("2 bytes follow the JSON, but its inputs name 0");
    }

    @Test
    void writesNumbersAndStrings() {
        // When
        HttpBody body = json.write(answer(), NUMBERS);

        // Then
        assertThat(body.hasBinary()).isFalse();
        assertThat(text(body))
                .isEqualTo("{'model_name':'student','model_version':'3','id':'7','parameters':{'step':9},'outputs':["
                        + "{'name':'logits','datatype':'FP32','shape':[1,2],'data':[1.5,-2.0]},"
                        + "{'name':'classes','datatype':'BYTES','shape':[1,1],'data':['a:0']}]}");
    }

    @Test
    void writesBinaryWhatItsClientWantsSo() {
        // When
        HttpBody body = json.write(answer(), new OutputForms(false, Map.of("logits", true)));

        // Then
        assertThat(ByteString.copyFrom(body.bytes()).substring(body.jsonLength()))
                .isEqualTo(Requests.bytes(1.5f, -2));
        assertThat(text(body))
                .contains("'shape':[1,2],'parameters':{'binary_data_size':8}}")
                .contains("['a:0']");
    }

    @Test
    void readsNoFurtherThanItsMemory() {
        // Given
        String text = "{'inputs': [{'name': 'a', 'shape': [1000], 'datatype': 'INT64', 'data': [" + "0,".repeat(999)
                + "0]}]}";

        // When
        StatusRuntimeException refused = catchThrowableOfType(
                StatusRuntimeException.class,
                () -> json.read("student", "", body(text), new RequestMemory(4000).reserve(0)));

        // Then
        assertThat(refused.getStatus().getDescription()).contains("8,000 bytes of memory");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'inputs': [%s{}]}", "{'outputs': [%s{}]}", "{'inputs': [{'shape': [%s0]}]}"})
    void refusesMorePartsThanARequestHasUseFor(String text) {
        // Given
        String part = text.contains("shape") ? "1," : "{},";

        // When
        StatusRuntimeException refused = catchThrowableOfType(
                StatusRuntimeException.class, () -> read("", body(text.formatted(part.repeat(1 << 20)))));

        // Then
        assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(refused.getStatus().getDescription()).contains("more than 16,384");
    }

    @Test
    void refusesANestThatIsTooDeep() {
        // When
        StatusRuntimeException refused = catchThrowableOfType(
                StatusRuntimeException.class, () -> read("", body("{'x': " + "[".repeat(1 << 20))));

        // Then
        assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(refused.getStatus().getDescription()).contains("nesting depth");
    }

    @Test
    void writesNoTextWhereNumbersBelong() {
        // Given
        ModelInferResponse answer = answer().toBuilder()
                .setRawOutputContents(0, Requests.bytes(Float.NaN, 1))
                .build();

        // When
        StatusRuntimeException refused =
                catchThrowableOfType(StatusRuntimeException.class, () -> json.write(answer, NUMBERS));

        // Then
        assertThat(refused.getStatus().getDescription())
                .isEqualTo("output 'logits' holds NaN, which JSON does not have: ask for it as binary data");
    }

    private InferenceJson.Parsed read(String version, HttpBody body) {
        return json.read("student", version, body, new RequestMemory(64 << 20).reserve(0));
    }

    private static ModelInferResponse answer() {
        return ModelInferResponse.newBuilder()
                .setModelName("student")
                .setModelVersion("3")
                .setId("7")
                .putParameters(
                        "step", InferParameter.newBuilder().setInt64Param(9).build())
                .addOutputs(InferOutputTensor.newBuilder()
                        .setName("logits")
                        .setDatatype("FP32")
                        .addShape(1)
                        .addShape(2))
                .addOutputs(InferOutputTensor.newBuilder()
                        .setName("classes")
                        .setDatatype("BYTES")
                        .addShape(1)
                        .addShape(1))
                .addRawOutputContents(Requests.bytes(1.5f, -2))
                .addRawOutputContents(bytes(3, 0, 0, 0, 'a', ':', '0'))
                .build();
    }

    private static ByteString bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return ByteString.copyFrom(bytes);
    }

    private static HttpBody body(String text) {
        byte[] bytes = text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        return new HttpBody(bytes, bytes.length);
    }

    private static String text(HttpBody body) {
        return new String(body.bytes(), 0, body.jsonLength(), StandardCharsets.UTF_8).replace('"', '\'');
    }
}
