package io.alambic.student.http;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.alambic.core.tensor.TensorType;
import io.alambic.inference.InferParameter;
import io.alambic.inference.ModelInferRequest;
import io.alambic.inference.ModelInferRequest.InferInputTensor;
import io.alambic.inference.ModelInferRequest.InferRequestedOutputTensor;
import io.alambic.inference.ModelInferResponse;
import io.alambic.inference.ModelInferResponse.InferOutputTensor;
import io.alambic.student.admission.RequestMemory.Reservation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Converts inference requests and responses between JSON and the gRPC messages. The tensors of a request become raw
 * bytes, whether they were sent as JSON or as binary data. Immutable.
 */
public final class InferenceJson {

    private static final String BINARY = "binary_data";
    private static final String BINARY_OUTPUT = "binary_data_output";
    private static final String BYTES = "BYTES";

    /** A text is in memory as the parser's characters, as a text, and as bytes twice. */
    private static final int TEXT_COPIES = 4;

    private final JsonFactory factory = new JsonFactory();

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
     * @param reservation grows by what its tensors take
     * @throws io.grpc.StatusRuntimeException if the body does not follow the protocol, or there is no memory for it
     */
    public Parsed read(String model, String version, HttpBody body, Reservation reservation) {
        if (body.jsonLength() < 0 || body.jsonLength() > body.bytes().length) {
            throw Malformed.because(
                    "Inference-Header-Content-Length is %d, but the body has %d bytes",
                    body.jsonLength(), body.bytes().length);
        }
        JsonRequest json = JsonRequest.read(body);
        ModelInferRequest.Builder request = ModelInferRequest.newBuilder()
                .setModelName(model)
                .setModelVersion(version)
                .setId(json.id());
        json.parameters().forEach((name, value) -> {
            if (!name.equals(BINARY_OUTPUT)) {
                request.putParameters(name, value);
            }
        });
        int binaryFrom = body.jsonLength();
        for (JsonRequest.Input input : json.inputs()) {
            request.addInputs(InferInputTensor.newBuilder()
                    .setName(input.name())
                    .setDatatype(input.datatype())
                    .addAllShape(input.shape()));
            ByteString contents = contents(input, body, binaryFrom, reservation);
            request.addRawInputContents(contents);
            binaryFrom += input.binarySize() == null ? 0 : contents.size();
        }
        if (binaryFrom != body.bytes().length) {
            throw Malformed.because(
                    "%d bytes follow the JSON, but its inputs name %d",
                    body.bytes().length - body.jsonLength(), binaryFrom - body.jsonLength());
        }
        Map<String, Boolean> forms = new HashMap<>();
        json.outputs().forEach(output -> request.addOutputs(output(output, forms)));
        return new Parsed(
                request.build(), new OutputForms(isTrue(json.parameters().get(BINARY_OUTPUT)), forms));
    }

    private static ByteString contents(
            JsonRequest.Input input, HttpBody body, int binaryFrom, Reservation reservation) {
        if (input.binarySize() == null) {
            return elements(input, body, reservation);
        }
        if (input.hasData()) {
            throw Malformed.because("input '%s' came both as 'data' and as binary data", input.name());
        }
        int left = body.bytes().length - binaryFrom;
        long size = number(input.binarySize());
        if (size < 0 || size > left) {
            throw Malformed.because(
                    "input '%s': %s is %s, but %d bytes are left",
                    input.name(), JsonRequest.BINARY_SIZE, input.binarySize(), left);
        }
        return UnsafeByteOperations.unsafeWrap(body.bytes(), binaryFrom, (int) size);
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private static ByteString records(JsonRequest.Input input, HttpBody body, Reservation reservation) {
        if (input.dataFrom() < 0) {
            throw Malformed.because("input '%s': 'data' must be an array", input.name());
        }
        reservation.grow((long) TEXT_COPIES * (body.jsonLength() - input.dataFrom()));
        try {
            return JsonRecords.elements(input, body);
        } catch (IOException e) {
            throw Malformed.because("input '%s': %s", input.name(), Malformed.firstLine(e));
        }
    }

    private static ByteString elements(JsonRequest.Input input, HttpBody body, Reservation reservation) {
        if (input.datatype().equals(BYTES)) {
            return records(input, body, reservation);
        }
        Optional<TensorType> type = Arrays.stream(TensorType.values())
                .filter(known -> known.name().equals(input.datatype()))
                .findFirst();
        if (type.isEmpty()) {
            return ByteString.EMPTY;
        }
        if (type.get() == TensorType.FP16) {
            throw Malformed.because("input '%s': FP16 comes as binary data only", input.name());
        }
        if (input.dataFrom() < 0) {
            throw Malformed.because("input '%s': 'data' must be an array", input.name());
        }
        reservation.grow((long) input.elements() * type.get().bytes());
        try {
            return JsonNumbers.bytes(input, type.get(), body);
        } catch (IOException e) {
            throw Malformed.because("input '%s': %s", input.name(), Malformed.firstLine(e));
        }
    }

    private static InferRequestedOutputTensor output(JsonRequest.Output output, Map<String, Boolean> forms) {
        InferRequestedOutputTensor.Builder requested =
                InferRequestedOutputTensor.newBuilder().setName(output.name());
        output.parameters().forEach((parameter, value) -> {
            if (parameter.equals(BINARY)) {
                forms.put(output.name(), isTrue(value));
            } else {
                requested.putParameters(parameter, value);
            }
        });
        return requested.build();
    }

    private static boolean isTrue(InferParameter parameter) {
        return parameter != null && parameter.getBoolParam();
    }

    /** Writes an answer, whose tensors must be raw bytes. FP16, which JSON has not, is always binary. */
    public HttpBody write(ModelInferResponse answer, OutputForms forms) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        List<ByteString> binary = new ArrayList<>();
        try (JsonGenerator json = factory.createGenerator(bytes, JsonEncoding.UTF8)) {
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
            json.writeNumberField(JsonRequest.BINARY_SIZE, contents.size());
            json.writeEndObject();
            binary.add(contents);
        } else {
            json.writeFieldName("data");
            if (output.getDatatype().equals(BYTES)) {
                JsonNumbers.writeStrings(contents, json);
            } else {
                JsonNumbers.write(output.getName(), contents, TensorType.valueOf(output.getDatatype()), json);
            }
        }
        json.writeEndObject();
    }
}
