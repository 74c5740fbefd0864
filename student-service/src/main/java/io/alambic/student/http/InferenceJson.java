package io.alambic.student.http;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import io.alambic.core.tensor.TensorType;
import io.alambic.inference.InferParameter;
import io.alambic.inference.ModelInferRequest;
import io.alambic.inference.ModelInferRequest.InferInputTensor;
import io.alambic.inference.ModelInferRequest.InferRequestedOutputTensor;
import io.alambic.inference.ModelInferResponse;
import io.alambic.inference.ModelInferResponse.InferOutputTensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Converts inference requests and responses between JSON and the gRPC messages. The tensors of a request become raw
 * bytes, whether they were sent as JSON or as binary data. Immutable.
 */
public final class InferenceJson {

    private static final String BINARY_SIZE = "binary_data_size";
    private static final String BINARY = "binary_data";
    private static final String BINARY_OUTPUT = "binary_data_output";
    private static final String BYTES = "BYTES";

    private final ObjectMapper mapper = new ObjectMapper();

    /**
     * A converted request.
     *
     * @param message the request as a gRPC message
     * @param forms how the client wants the outputs
     */
    public record Parsed(ModelInferRequest message, OutputForms forms) {}

    /**
     * Reads a request.
     *
     * @param version empty for the current one
     * @throws io.grpc.StatusRuntimeException if the body does not follow the protocol
     */
    public Parsed read(String model, String version, HttpBody body) {
        JsonNode json = parse(body);
        ModelInferRequest.Builder request = ModelInferRequest.newBuilder()
                .setModelName(model)
                .setModelVersion(version)
                .setId(json.path("id").asText(""));
        parameters(json).forEach((name, value) -> {
            if (!name.equals(BINARY_OUTPUT)) {
                request.putParameters(name, value);
            }
        });
        int binaryFrom = body.jsonLength();
        for (JsonNode input : array(json, "inputs")) {
            binaryFrom = input(input, body, binaryFrom, request);
        }
        if (binaryFrom != body.bytes().length) {
            throw Malformed.because(
                    "%d bytes follow the JSON, but its inputs name %d",
                    body.bytes().length - body.jsonLength(), binaryFrom - body.jsonLength());
        }
        Map<String, Boolean> forms = new HashMap<>();
        for (JsonNode output : array(json, "outputs")) {
            output(output, request, forms);
        }
        boolean all = json.path("parameters").path(BINARY_OUTPUT).asBoolean(false);
        return new Parsed(request.build(), new OutputForms(all, forms));
    }

    private JsonNode parse(HttpBody body) {
        if (body.jsonLength() < 0 || body.jsonLength() > body.bytes().length) {
            throw Malformed.because(
                    "Inference-Header-Content-Length is %d, but the body has %d bytes",
                    body.jsonLength(), body.bytes().length);
        }
        JsonNode json;
        try {
            json = mapper.readTree(body.bytes(), 0, body.jsonLength());
        } catch (IOException e) {
            throw Malformed.because("the request is no JSON: %s", firstLine(e));
        }
        if (json == null || !json.isObject()) {
            throw Malformed.because("the request must be a JSON object");
        }
        return json;
    }

    private static String firstLine(IOException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    private static List<JsonNode> array(JsonNode parent, String name) {
        JsonNode array = parent.path(name);
        if (!array.isMissingNode() && !array.isNull() && !array.isArray()) {
            throw Malformed.because("'%s' must be an array", name);
        }
        List<JsonNode> elements = new ArrayList<>();
        for (JsonNode element : array) {
            if (!element.isObject()) {
                throw Malformed.because("'%s' must hold objects", name);
            }
            elements.add(element);
        }
        return elements;
    }

    private static int input(JsonNode input, HttpBody body, int binaryFrom, ModelInferRequest.Builder request) {
        String name = input.path("name").asText("");
        String datatype = input.path("datatype").asText("");
        InferInputTensor.Builder tensor =
                InferInputTensor.newBuilder().setName(name).setDatatype(datatype);
        for (JsonNode dimension : input.path("shape")) {
            if (!dimension.isIntegralNumber() || !dimension.canConvertToLong()) {
                throw Malformed.because("input '%s': 'shape' must hold whole numbers, but has %s", name, dimension);
            }
            tensor.addShape(dimension.longValue());
        }
        JsonNode size = input.path("parameters").path(BINARY_SIZE);
        request.addInputs(tensor);
        if (size.isMissingNode()) {
            request.addRawInputContents(elements(name, datatype, input.path("data")));
            return binaryFrom;
        }
        if (input.has("data")) {
            throw Malformed.because("input '%s' came both as 'data' and as binary data", name);
        }
        int bytes = size.asInt(-1);
        if (bytes < 0 || bytes > body.bytes().length - binaryFrom) {
            throw Malformed.because(
                    "input '%s': %s is %s, but %d bytes are left",
                    name, BINARY_SIZE, size, body.bytes().length - binaryFrom);
        }
        request.addRawInputContents(ByteString.copyFrom(body.bytes(), binaryFrom, bytes));
        return binaryFrom + bytes;
    }

    private static ByteString elements(String name, String datatype, JsonNode data) {
        boolean known =
                Arrays.stream(TensorType.values()).anyMatch(type -> type.name().equals(datatype));
        return known ? JsonNumbers.bytes(name, TensorType.valueOf(datatype), data) : ByteString.EMPTY;
    }

    private static void output(JsonNode output, ModelInferRequest.Builder request, Map<String, Boolean> forms) {
        String name = output.path("name").asText("");
        InferRequestedOutputTensor.Builder requested =
                InferRequestedOutputTensor.newBuilder().setName(name);
        parameters(output).forEach((parameter, value) -> {
            if (!parameter.equals(BINARY)) {
                requested.putParameters(parameter, value);
            }
        });
        JsonNode binary = output.path("parameters").path(BINARY);
        if (!binary.isMissingNode()) {
            forms.put(name, binary.asBoolean(false));
        }
        request.addOutputs(requested);
    }

    private static Map<String, InferParameter> parameters(JsonNode parent) {
        Map<String, InferParameter> parameters = new HashMap<>();
        parent.path("parameters").properties().forEach(entry -> {
            JsonNode value = entry.getValue();
            InferParameter.Builder parameter = InferParameter.newBuilder();
            if (value.isBoolean()) {
                parameter.setBoolParam(value.booleanValue());
            } else if (value.isIntegralNumber() && value.canConvertToLong()) {
                parameter.setInt64Param(value.longValue());
            } else if (value.isNumber()) {
                parameter.setDoubleParam(value.doubleValue());
            } else {
                parameter.setStringParam(value.asText());
            }
            parameters.put(entry.getKey(), parameter.build());
        });
        return parameters;
    }

    /** Writes an answer, whose tensors must be raw bytes. FP16, which JSON has not, is always binary. */
    public HttpBody write(ModelInferResponse answer, OutputForms forms) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        List<ByteString> binary = new ArrayList<>();
        try (JsonGenerator json = mapper.getFactory().createGenerator(bytes, JsonEncoding.UTF8)) {
            json.writeStartObject();
            json.writeStringField("model_name", answer.getModelName());
            json.writeStringField("model_version", answer.getModelVersion());
            if (!answer.getId().isEmpty()) {
                json.writeStringField("id", answer.getId());
            }
            json.writeObjectFieldStart("parameters");
            for (Map.Entry<String, InferParameter> parameter :
                    answer.getParametersMap().entrySet()) {
                json.writeNumberField(parameter.getKey(), parameter.getValue().getInt64Param());
            }
            json.writeEndObject();
            json.writeArrayFieldStart("outputs");
            for (int i = 0; i < answer.getOutputsCount(); i++) {
                write(answer.getOutputs(i), answer.getRawOutputContents(i), forms, json, binary);
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        int jsonLength = bytes.size();
        binary.forEach(tensor -> bytes.writeBytes(tensor.toByteArray()));
        return new HttpBody(bytes.toByteArray(), jsonLength);
    }

    private static void write(
            InferOutputTensor output,
            ByteString contents,
            OutputForms forms,
            JsonGenerator json,
            List<ByteString> binary)
            throws IOException {
        json.writeStartObject();
        json.writeStringField("name", output.getName());
        json.writeStringField("datatype", output.getDatatype());
        json.writeArrayFieldStart("shape");
        for (long dimension : output.getShapeList()) {
            json.writeNumber(dimension);
        }
        json.writeEndArray();
        if (forms.isBinary(output.getName()) || output.getDatatype().equals(TensorType.FP16.name())) {
            json.writeObjectFieldStart("parameters");
            json.writeNumberField(BINARY_SIZE, contents.size());
            json.writeEndObject();
            binary.add(contents);
        } else {
            json.writeFieldName("data");
            if (output.getDatatype().equals(BYTES)) {
                JsonNumbers.writeStrings(contents, json);
            } else {
                JsonNumbers.write(contents, TensorType.valueOf(output.getDatatype()), json);
            }
        }
        json.writeEndObject();
    }
}
