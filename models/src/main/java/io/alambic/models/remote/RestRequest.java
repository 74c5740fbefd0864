package io.alambic.models.remote;

import ai.djl.util.Float16Utils;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.alambic.core.tensor.TensorType;
import io.alambic.inference.InferParameter;
import io.alambic.inference.ModelInferRequest;
import io.alambic.inference.ModelInferRequest.InferInputTensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;

/** Writes a request as JSON, its tensors as flat lists of numbers in row-major order. */
final class RestRequest {

    private static final JsonFactory JSON = new JsonFactory();

    private RestRequest() {}

    /**
     * Returns the text of a request.
     *
     * @throws ModelRefusedException if a number is not finite
     */
    static byte[] write(ModelInferRequest request) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeObjectFieldStart("parameters");
            for (Map.Entry<String, InferParameter> each :
                    request.getParametersMap().entrySet()) {
                json.writeBooleanField(each.getKey(), each.getValue().getBoolParam());
            }
            json.writeEndObject();
            json.writeArrayFieldStart("inputs");
            for (int i = 0; i < request.getInputsCount(); i++) {
                input(json, request.getInputs(i), request.getRawInputContents(i).asReadOnlyByteBuffer());
            }
            json.writeEndArray();
            if (request.getOutputsCount() > 0) {
                json.writeArrayFieldStart("outputs");
                for (ModelInferRequest.InferRequestedOutputTensor output : request.getOutputsList()) {
                    json.writeStartObject();
                    json.writeStringField("name", output.getName());
                    json.writeEndObject();
                }
                json.writeEndArray();
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toByteArray();
    }

    private static void input(JsonGenerator json, InferInputTensor input, ByteBuffer raw) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", input.getName());
        json.writeStringField("datatype", input.getDatatype());
        json.writeArrayFieldStart("shape");
        for (long size : input.getShapeList()) {
            json.writeNumber(size);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("data");
        TensorType type = TensorType.valueOf(input.getDatatype());
        ByteBuffer data = raw.order(ByteOrder.LITTLE_ENDIAN);
        while (data.hasRemaining()) {
            element(json, input.getName(), type, data);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void element(JsonGenerator json, String name, TensorType type, ByteBuffer data) throws IOException {
        switch (type) {
            case BOOL -> json.writeBoolean(data.get() != 0);
            case UINT8 -> json.writeNumber(Byte.toUnsignedInt(data.get()));
            case INT8 -> json.writeNumber((int) data.get());
            case INT32 -> json.writeNumber(data.getInt());
            case INT64 -> json.writeNumber(data.getLong());
            case FP32 -> json.writeNumber(finite(name, data.getFloat()));
            case FP64 -> json.writeNumber(finite(name, data.getDouble()));
            case FP16 -> json.writeNumber(finite(name, Float16Utils.halfToFloat(data.getShort())));
        }
    }

    private static float finite(String name, float value) {
        finite(name, (double) value);
        return value;
    }

    private static double finite(String name, double value) {
        if (!Double.isFinite(value)) {
            throw new ModelRefusedException(
                    "tensor '%s': expected finite numbers, as JSON has no others, but got %s".formatted(name, value),
                    false,
                    null);
        }
        return value;
    }
}
