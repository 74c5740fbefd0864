package io.alambic.student.http;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.alambic.core.tensor.TensorType;
import io.grpc.Status;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Converts a tensor's elements between JSON and little-endian bytes. */
final class JsonNumbers {

    private static final int MAX_UINT8 = 255;

    private JsonNumbers() {}

    /**
     * Converts a flat or nested array in row-major order.
     *
     * @param input says how many elements the array has, and where in the text it begins
     */
    static ByteString bytes(JsonRequest.Input input, TensorType type, HttpBody body) throws IOException {
        byte[] elements = new byte[Math.multiplyExact(input.elements(), type.bytes())];
        ByteBuffer to = ByteBuffer.wrap(elements).order(ByteOrder.LITTLE_ENDIAN);
        int from = input.dataFrom();
        try (JsonParser parser = JsonRequest.parser(body.bytes(), from, body.jsonLength() - from)) {
            while (to.hasRemaining()) {
                JsonToken token = parser.nextToken();
                if (token == JsonToken.START_ARRAY || token == JsonToken.END_ARRAY) {
                    continue;
                }
                if (!fits(type, parser)) {
                    throw Malformed.because("input '%s': %s is no %s", input.name(), Malformed.shown(parser), type);
                }
                put(type, parser, to);
            }
        }
        return UnsafeByteOperations.unsafeWrap(elements);
    }

    private static boolean fits(TensorType type, JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        return switch (type) {
            case BOOL -> token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE;
            case INT8 -> isWithin(Byte.MIN_VALUE, Byte.MAX_VALUE, parser);
            case UINT8 -> isWithin(0, MAX_UINT8, parser);
            case INT32 -> isWithin(Integer.MIN_VALUE, Integer.MAX_VALUE, parser);
            case INT64 -> isWithin(Long.MIN_VALUE, Long.MAX_VALUE, parser);
            case FP32, FP64 -> token.isNumeric();
            case FP16 -> false;
        };
    }

    private static boolean isWithin(long least, long most, JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT
                || parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
            return false;
        }
        long value = parser.getLongValue();
        return value >= least && value <= most;
    }

    private static void put(TensorType type, JsonParser parser, ByteBuffer to) throws IOException {
        switch (type) {
            case BOOL -> to.put((byte) (parser.getBooleanValue() ? 1 : 0));
            case INT8, UINT8 -> to.put((byte) parser.getIntValue());
            case INT32 -> to.putInt(parser.getIntValue());
            case INT64 -> to.putLong(parser.getLongValue());
            case FP32 -> to.putFloat(parser.getFloatValue());
            case FP64 -> to.putDouble(parser.getDoubleValue());
            case FP16 -> throw new IllegalArgumentException("FP16 is no JSON");
        }
    }

    /**
     * Writes elements as one flat array.
     *
     * @param output name of the output, for the refusal of a number that JSON does not have
     */
    static void write(String output, ByteString bytes, TensorType type, JsonGenerator json) throws IOException {
        ByteBuffer from = bytes.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        json.writeStartArray();
        while (from.hasRemaining()) {
            switch (type) {
                case BOOL -> json.writeBoolean(from.get() != 0);
                case INT8 -> json.writeNumber(from.get());
                case UINT8 -> json.writeNumber(Byte.toUnsignedInt(from.get()));
                case INT32 -> json.writeNumber(from.getInt());
                case INT64 -> json.writeNumber(from.getLong());
                case FP32 -> json.writeNumber((float) finite(output, from.getFloat()));
                case FP64 -> json.writeNumber(finite(output, from.getDouble()));
                case FP16 -> throw new IllegalArgumentException("FP16 is no JSON");
            }
        }
        json.writeEndArray();
    }

    private static double finite(String output, double value) {
        if (!Double.isFinite(value)) {
            throw Status.OUT_OF_RANGE
                    .withDescription("output '%s' holds %s, which JSON does not have: ask for it as binary data"
                            .formatted(output, value))
                    .asRuntimeException();
        }
        return value;
    }

    /** Writes elements of type BYTES, each of which follows its length, as strings. */
    static void writeStrings(ByteString bytes, JsonGenerator json) throws IOException {
        ByteBuffer from = bytes.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        json.writeStartArray();
        while (from.hasRemaining()) {
            int length = from.getInt();
            json.writeString(
                    bytes.substring(from.position(), from.position() + length).toStringUtf8());
            from.position(from.position() + length);
        }
        json.writeEndArray();
    }
}
