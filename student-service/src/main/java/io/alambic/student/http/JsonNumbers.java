package io.alambic.student.http;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import io.alambic.core.tensor.TensorType;
import java.io.ByteArrayOutputStream;
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
     * @param input name of the input, for refusals
     */
    static ByteString bytes(String input, TensorType type, JsonNode data) {
        if (type == TensorType.FP16) {
            throw Malformed.because("input '%s': FP16 comes as binary data only", input);
        }
        if (!data.isArray()) {
            throw Malformed.because("input '%s': 'data' must be an array", input);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] element = new byte[Long.BYTES];
        append(input, type, data, element, bytes);
        return ByteString.copyFrom(bytes.toByteArray());
    }

    private static void append(
            String input, TensorType type, JsonNode data, byte[] element, ByteArrayOutputStream bytes) {
        for (JsonNode node : data) {
            if (node.isArray()) {
                append(input, type, node, element, bytes);
                continue;
            }
            if (!fits(type, node)) {
                throw Malformed.because("input '%s': %s is no %s", input, node, type);
            }
            put(type, node, ByteBuffer.wrap(element).order(ByteOrder.LITTLE_ENDIAN));
            bytes.write(element, 0, type.bytes());
        }
    }

    private static boolean fits(TensorType type, JsonNode node) {
        return switch (type) {
            case BOOL -> node.isBoolean();
            case INT8 -> node.canConvertToInt() && node.isIntegralNumber() && node.intValue() == (byte) node.intValue();
            case UINT8 ->
                node.isIntegralNumber()
                        && node.canConvertToInt()
                        && node.intValue() >= 0
                        && node.intValue() <= MAX_UINT8;
            case INT32 -> node.isIntegralNumber() && node.canConvertToInt();
            case INT64 -> node.isIntegralNumber() && node.canConvertToLong();
            case FP32, FP64 -> node.isNumber();
            case FP16 -> false;
        };
    }

    private static void put(TensorType type, JsonNode node, ByteBuffer to) {
        switch (type) {
            case BOOL -> to.put((byte) (node.booleanValue() ? 1 : 0));
            case INT8, UINT8 -> to.put((byte) node.intValue());
            case INT32 -> to.putInt(node.intValue());
            case INT64 -> to.putLong(node.longValue());
            case FP32 -> to.putFloat(node.floatValue());
            case FP64 -> to.putDouble(node.doubleValue());
            case FP16 -> throw new IllegalArgumentException("FP16 is no JSON");
        }
    }

    /** Writes elements as one flat array. */
    static void write(ByteString bytes, TensorType type, JsonGenerator json) throws IOException {
        ByteBuffer from = bytes.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        json.writeStartArray();
        while (from.hasRemaining()) {
            switch (type) {
                case BOOL -> json.writeBoolean(from.get() != 0);
                case INT8 -> json.writeNumber(from.get());
                case UINT8 -> json.writeNumber(Byte.toUnsignedInt(from.get()));
                case INT32 -> json.writeNumber(from.getInt());
                case INT64 -> json.writeNumber(from.getLong());
                case FP32 -> json.writeNumber(from.getFloat());
                case FP64 -> json.writeNumber(from.getDouble());
                case FP16 -> throw new IllegalArgumentException("FP16 is no JSON");
            }
        }
        json.writeEndArray();
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
