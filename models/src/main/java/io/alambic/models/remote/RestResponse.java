package io.alambic.models.remote;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.google.protobuf.UnsafeByteOperations;
import io.alambic.core.http.Excerpt;
import io.alambic.core.tensor.TensorType;
import io.alambic.inference.ModelInferResponse;
import io.alambic.inference.ModelInferResponse.InferOutputTensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads a model's answer from JSON, as a stream: numbers become raw bytes, in lists of any depth. A null is a number that is none, and NaN and
 * Infinity are taken as some servers write them; the teacher refuses such a sample by itself.
 */
final class RestResponse {

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private RestResponse() {}

    /**
     * Returns the answer.
     *
     * @throws IllegalArgumentException if the text is none, or a number is none of its type
     */
    static ModelInferResponse read(byte[] body) {
        try (JsonParser json = JSON.createParser(body)) {
            require(json.nextToken() == JsonToken.START_OBJECT, body);
            ModelInferResponse.Builder response = ModelInferResponse.newBuilder();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                JsonToken value = json.nextToken();
                if (field.equals("model_name") && value == JsonToken.VALUE_STRING) {
                    response.setModelName(json.getText());
                } else if (field.equals("outputs") && value == JsonToken.START_ARRAY) {
                    while (json.nextToken() == JsonToken.START_OBJECT) {
                        output(json, response);
                    }
                } else {
                    json.skipChildren();
                }
            }
            require(json.nextToken() == null && !response.getModelName().isEmpty(), body);
            return response.build();
        } catch (IOException e) {
            throw unreadable(body, e);
        }
    }

    private static void output(JsonParser json, ModelInferResponse.Builder response) throws IOException {
        InferOutputTensor.Builder output = InferOutputTensor.newBuilder();
        double[] numbers = {};
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            JsonToken value = json.nextToken();
            if (field.equals("name") && value == JsonToken.VALUE_STRING) {
                output.setName(json.getText());
            } else if (field.equals("datatype") && value == JsonToken.VALUE_STRING) {
                output.setDatatype(json.getText());
            } else if (field.equals("shape") && value == JsonToken.START_ARRAY) {
                output.addAllShape(sizes(json));
            } else if (field.equals("data") && value == JsonToken.START_ARRAY) {
                numbers = numbers(json);
            } else {
                json.skipChildren();
            }
        }
        response.addOutputs(output);
        response.addRawOutputContents(
                UnsafeByteOperations.unsafeWrap(bytes(output.getName(), output.getDatatype(), numbers)));
    }

    private static List<Long> sizes(JsonParser json) throws IOException {
        List<Long> sizes = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            sizes.add(json.getLongValue());
        }
        return sizes;
    }

    /** Texts, as an output of type BYTES has them, are left out: what is read of them is too short for any shape. */
    private static double[] numbers(JsonParser json) throws IOException {
        double[] numbers = new double[64];
        int count = 0;
        int depth = 1;
        while (depth > 0) {
            JsonToken token = json.nextToken();
            if (token == JsonToken.START_ARRAY) {
                depth++;
            } else if (token == JsonToken.END_ARRAY) {
                depth--;
            } else if (token == null || token == JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("expected a list of numbers as data, but got " + token);
            } else if (token != JsonToken.VALUE_STRING) {
                numbers = count == numbers.length ? Arrays.copyOf(numbers, 2 * count) : numbers;
                numbers[count] = number(json, token);
                count++;
            }
        }
        return Arrays.copyOf(numbers, count);
    }

    private static double number(JsonParser json, JsonToken token) throws IOException {
        return switch (token) {
            case VALUE_TRUE -> 1;
            case VALUE_FALSE -> 0;
            case VALUE_NULL -> Double.NaN;
            default -> json.getDoubleValue();
        };
    }

    /** An output of a type that does not travel has no bytes, so that only asking for it is an error. */
    private static byte[] bytes(String name, String datatype, double[] numbers) {
        for (TensorType type : TensorType.values()) {
            if (type.name().equals(datatype)) {
                return RawNumbers.of(name, type, numbers);
            }
        }
        return new byte[0];
    }

    private static void require(boolean isAnswer, byte[] body) {
        if (!isAnswer) {
            throw unreadable(body, null);
        }
    }

    private static IllegalArgumentException unreadable(byte[] body, Exception cause) {
        return new IllegalArgumentException(
                "expected an answer with model_name and outputs, but got '%s'"
                        .formatted(Excerpt.of(new String(body, StandardCharsets.UTF_8))),
                cause);
    }
}
