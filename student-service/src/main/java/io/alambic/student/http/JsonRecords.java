package io.alambic.student.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.alambic.inference.InferParameter;
import io.alambic.inference.ModelInferRequest;
import io.alambic.inference.ModelInferRequest.InferInputTensor;
import io.alambic.student.protocol.RecordInput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;

/** Records in the body of a request: as elements of type BYTES, or the body itself. */
final class JsonRecords {

    private static final String INPUTS = "inputs";
    private static final String HEADER = "header.";

    /** The body bounds a text. */
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private JsonRecords() {}

    /**
     * Returns elements of type BYTES, each of which follows its length: texts in UTF-8, and objects as they are written.
     *
     * @param input says how many elements the array has, and where in the text it begins
     */
    static ByteString elements(JsonRequest.Input input, HttpBody body) throws IOException {
        int from = input.dataFrom();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonParser parser = FACTORY.createParser(body.bytes(), from, body.jsonLength() - from)) {
            for (int left = input.elements(); left > 0; ) {
                JsonToken token = parser.nextToken();
                if (token == JsonToken.START_ARRAY || token == JsonToken.END_ARRAY) {
                    continue;
                }
                switch (token) {
                    case VALUE_STRING -> {
                        byte[] text = parser.getText().getBytes(StandardCharsets.UTF_8);
                        add(text, 0, text.length, bytes);
                    }
                    case START_OBJECT -> {
                        int begin = offset(parser.currentTokenLocation().getByteOffset());
                        parser.skipChildren();
                        int end = offset(parser.currentLocation().getByteOffset());
                        add(body.bytes(), from + begin, end - begin, bytes);
                    }
                    default ->
                        throw Malformed.because(
                                "input '%s': %s is no BYTES, which are texts or objects",
                                input.name(), Malformed.shown(parser));
                }
                left--;
            }
        }
        return UnsafeByteOperations.unsafeWrap(bytes.toByteArray());
    }

    private static int offset(long bytes) {
        return Math.toIntExact(bytes);
    }

    private static void add(byte[] from, int begin, int length, ByteArrayOutputStream to) {
        to.writeBytes(ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(length)
                .array());
        to.write(from, begin, length);
    }

    /** Returns whether a body is a record rather than a request, which is a JSON object with a list of inputs. */
    static boolean isRecord(byte[] body) {
        try (JsonParser parser = JsonRequest.parser(body, 0, body.length)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return true;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean isInputs = parser.currentName().equals(INPUTS);
                JsonToken value = parser.nextToken();
                if (isInputs) {
                    return value != JsonToken.START_ARRAY;
                }
                parser.skipChildren();
            }
            return true;
        } catch (IOException e) {
            return true;
        }
    }

    /**
     * Returns a request about one record.
     *
     * @param version empty for the current one
     * @param query the query of the address, which becomes the parameters of the request
     * @param wanted names of the headers that are read
     * @param httpHeaders returns an HTTP header by its name; null if there is none
     */
    static ModelInferRequest request(
            String model,
            String version,
            byte[] record,
            Map<String, String> query,
            Set<String> wanted,
            Function<String, String> httpHeaders) {
        ByteArrayOutputStream element = new ByteArrayOutputStream(record.length + Integer.BYTES);
        add(record, 0, record.length, element);
        ModelInferRequest.Builder request = ModelInferRequest.newBuilder()
                .setModelName(model)
                .setModelVersion(version)
                .addInputs(InferInputTensor.newBuilder()
                        .setName(RecordInput.NAME)
                        .setDatatype(RecordInput.DATATYPE)
                        .addShape(1))
                .addRawInputContents(UnsafeByteOperations.unsafeWrap(element.toByteArray()));
        for (String name : wanted) {
            String value = httpHeaders.apply(name);
            value = value == null ? httpHeaders.apply(name.replace('_', '-')) : value;
            if (value != null) {
                request.putParameters(HEADER + name, text(value));
            }
        }
        query.forEach((name, value) -> request.putParameters(name, parameter(value)));
        return request.build();
    }

    /** A truth value or a whole number, where it is written as such, else a text. */
    private static InferParameter parameter(String value) {
        if (value.equals("true") || value.equals("false")) {
            return InferParameter.newBuilder()
                    .setBoolParam(Boolean.parseBoolean(value))
                    .build();
        }
        OptionalLong number = number(value);
        return number.isPresent()
                ? InferParameter.newBuilder().setInt64Param(number.getAsLong()).build()
                : text(value);
    }

    private static OptionalLong number(String value) {
        try {
            long number = Long.parseLong(value);
            return Long.toString(number).equals(value) ? OptionalLong.of(number) : OptionalLong.empty();
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    private static InferParameter text(String value) {
        return InferParameter.newBuilder().setStringParam(value).build();
    }
}
