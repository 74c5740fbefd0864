package io.alambic.student.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.alambic.inference.InferParameter;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The structure of a request in JSON, read in one pass without a tree. The elements of tensors are only counted: {@link
 * JsonNumbers} reads them once their type and number are known. What is kept is bounded, however large the text is.
 */
final class JsonRequest {

    static final String BINARY_SIZE = "binary_data_size";

    /** Most inputs, outputs, parameters and dimensions together. */
    static final int MOST_PARTS = 16_384;

    private static final int DEEPEST = 64;
    private static final int LONGEST_TEXT = 1 << 16;
    private static final int LONGEST_NAME = 1 << 10;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
                    .maxStringLength(LONGEST_TEXT)
                    .maxNameLength(LONGEST_NAME)
                    .build())
            .build();

    /** An input. */
    static final class Input {

        private String name = "";
        private String datatype = "";
        private final List<Long> shape = new ArrayList<>();
        private String wrongDimension;
        private String binarySize;
        private boolean hasData;
        private int dataFrom = -1;
        private int elements;

        String name() {
            return name;
        }

        String datatype() {
            return datatype;
        }

        /** Returns its shape; refuses one that does not consist of whole numbers. */
        List<Long> shape() {
            if (wrongDimension != null) {
                throw Malformed.because(
                        "input '%s': 'shape' must hold whole numbers, but has %s", name, wrongDimension);
            }
            return shape;
        }

        /** Returns how many bytes of binary data it says it has; null if it says nothing. */
        String binarySize() {
            return binarySize;
        }

        boolean hasData() {
            return hasData;
        }

        /** Returns where the array of its elements begins; -1 if there is none. */
        int dataFrom() {
            return dataFrom;
        }

        /** Returns the number of elements in that array and those within it. */
        int elements() {
            return elements;
        }
    }

    /** A requested output. */
    record Output(String name, Map<String, InferParameter> parameters) {}

    private final JsonParser parser;
    private String id = "";
    private Map<String, InferParameter> parameters = Map.of();
    private List<Input> inputs;
    private List<Output> outputs;
    private int parts;

    private JsonRequest(JsonParser parser) {
        this.parser = parser;
    }

    /** Opens a text, or a part of one. */
    static JsonParser parser(byte[] bytes, int from, int length) throws IOException {
        return FACTORY.createParser(bytes, from, length);
    }

    /** Reads a request. */
    static JsonRequest read(HttpBody body) {
        try (JsonParser parser = parser(body.bytes(), 0, body.jsonLength())) {
            JsonRequest request = new JsonRequest(parser);
            request.read();
            return request;
        } catch (IOException e) {
            throw Malformed.because("the request is no JSON: %s", Malformed.firstLine(e));
        }
    }

    String id() {
        return id;
    }

    Map<String, InferParameter> parameters() {
        return parameters;
    }

    List<Input> inputs() {
        return inputs == null ? List.of() : inputs;
    }

    List<Output> outputs() {
        return outputs == null ? List.of() : outputs;
    }

    private void read() throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw Malformed.because("the request must be a JSON object");
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            parser.nextToken();
            switch (field) {
                case "id" -> id = text();
                case "parameters" -> parameters = parameters(parser.currentToken());
                case "inputs" -> inputs = objects("inputs", inputs, this::input);
                case "outputs" -> outputs = objects("outputs", outputs, this::output);
                default -> parser.skipChildren();
            }
        }
    }

    @FunctionalInterface
    private interface ObjectReader<T> {

        T read() throws IOException;
    }

    private <T> List<T> objects(String name, List<T> before, ObjectReader<T> reader) throws IOException {
        if (before != null) {
            throw Malformed.because("'%s' came twice", name);
        }
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return List.of();
        }
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw Malformed.because("'%s' must be an array", name);
        }
        List<T> all = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                throw Malformed.because("'%s' must hold objects", name);
            }
            count();
            all.add(reader.read());
        }
        return all;
    }

    private Input input() throws IOException {
        Input input = new Input();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            parser.nextToken();
            switch (field) {
                case "name" -> input.name = text();
                case "datatype" -> input.datatype = text();
                case "shape" -> shape(input);
                case "data" -> data(input);
                case "parameters" -> inputParameters(input);
                default -> parser.skipChildren();
            }
        }
        return input;
    }

    private void shape(Input input) throws IOException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            count();
            if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT
                    && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
                input.shape.add(parser.getLongValue());
            } else {
                input.wrongDimension = Malformed.shown(parser);
                parser.skipChildren();
            }
        }
    }

    private void data(Input input) throws IOException {
        input.hasData = true;
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            parser.skipChildren();
            return;
        }
        input.dataFrom = Math.toIntExact(parser.currentTokenLocation().getByteOffset());
        int depth = 1;
        int elements = 0;
        while (depth > 0) {
            switch (parser.nextToken()) {
                case START_ARRAY -> depth++;
                case END_ARRAY -> depth--;
                case START_OBJECT -> {
                    elements++;
                    parser.skipChildren();
                }
                default -> elements++;
            }
        }
        input.elements = elements;
    }

    private void inputParameters(Input input) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            boolean isSize = parser.currentName().equals(BINARY_SIZE);
            parser.nextToken();
            if (isSize) {
                input.binarySize = text();
            } else {
                parser.skipChildren();
            }
        }
    }

    private Output output() throws IOException {
        String name = "";
        Map<String, InferParameter> ofOutput = Map.of();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            parser.nextToken();
            switch (field) {
                case "name" -> name = text();
                case "parameters" -> ofOutput = parameters(parser.currentToken());
                default -> parser.skipChildren();
            }
        }
        return new Output(name, ofOutput);
    }

    private Map<String, InferParameter> parameters(JsonToken first) throws IOException {
        if (first != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return Map.of();
        }
        Map<String, InferParameter> all = new HashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            count();
            String name = parser.currentName();
            parser.nextToken();
            all.put(name, parameter());
        }
        return all;
    }

    private InferParameter parameter() throws IOException {
        InferParameter.Builder parameter = InferParameter.newBuilder();
        switch (parser.currentToken()) {
            case VALUE_TRUE, VALUE_FALSE -> parameter.setBoolParam(parser.getBooleanValue());
            case VALUE_NUMBER_INT -> {
                if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
                    parameter.setDoubleParam(parser.getDoubleValue());
                } else {
                    parameter.setInt64Param(parser.getLongValue());
                }
            }
            case VALUE_NUMBER_FLOAT -> parameter.setDoubleParam(parser.getDoubleValue());
            default -> parameter.setStringParam(text());
        }
        return parameter.build();
    }

    /** Returns a text, number or truth value as text; nothing for anything else, which is skipped. */
    private String text() throws IOException {
        if (parser.currentToken().isScalarValue() && parser.currentToken() != JsonToken.VALUE_NULL) {
            return parser.getText();
        }
        parser.skipChildren();
        return "";
    }

    private void count() {
        if (++parts > MOST_PARTS) {
            throw tooManyParts();
        }
    }

    static StatusRuntimeException tooManyParts() {
        return Malformed.because(
                "the request has more than %,d inputs, outputs, parameters and dimensions", MOST_PARTS);
    }
}
