package io.alambic.mapping.format.protobuf;

import com.fasterxml.jackson.core.JsonToken;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.alambic.mapping.format.token.RecordBytes;
import io.alambic.mapping.format.token.TokenValue;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Base64;
import java.util.Set;

/** Reads the values of fields, and of the messages of Google's that stand for one value. Used by one thread. */
final class ProtobufValues {

    private static final String TIMESTAMP = "google.protobuf.Timestamp";
    private static final String DURATION = "google.protobuf.Duration";
    private static final Set<String> WRAPPERS = Set.of(
            "google.protobuf.DoubleValue",
            "google.protobuf.FloatValue",
            "google.protobuf.Int64Value",
            "google.protobuf.UInt64Value",
            "google.protobuf.Int32Value",
            "google.protobuf.UInt32Value",
            "google.protobuf.BoolValue",
            "google.protobuf.StringValue",
            "google.protobuf.BytesValue");
    private static final long UNSIGNED = 0xffffffffL;
    private static final int NANO_DIGITS = 9;

    private final RecordBytes bytes;
    private final TokenValue value;

    ProtobufValues(RecordBytes bytes, TokenValue value) {
        this.bytes = bytes;
        this.value = value;
    }

    /** Returns whether a value of this field is an object. */
    static boolean isObject(FieldDescriptor field) {
        if (field.getJavaType() != FieldDescriptor.JavaType.MESSAGE) {
            return false;
        }
        String name = field.getMessageType().getFullName();
        return !name.equals(TIMESTAMP) && !name.equals(DURATION) && !WRAPPERS.contains(name);
    }

    /** Reads a value of a field at the place of the bytes, behind its tag. */
    JsonToken read(FieldDescriptor field) throws IOException {
        return switch (field.getType()) {
            case DOUBLE -> value.setDouble(Double.longBitsToDouble(bytes.readLong()));
            case FLOAT -> value.setFloat(Float.intBitsToFloat(bytes.readInt()));
            case INT64 -> value.setLong(bytes.readVarint());
            case UINT64 -> value.setUnsigned(bytes.readVarint());
            case FIXED64 -> value.setUnsigned(bytes.readLong());
            case SFIXED64 -> value.setLong(bytes.readLong());
            case SINT64 -> value.setLong(bytes.readZigZag());
            case INT32 -> {
                int lower = (int) bytes.readVarint();
                yield value.setLong(lower);
            }
            case UINT32 -> value.setLong(bytes.readVarint() & UNSIGNED);
            case FIXED32 -> value.setLong(Integer.toUnsignedLong(bytes.readInt()));
            case SFIXED32 -> value.setLong(bytes.readInt());
            case SINT32 -> {
                int number = (int) bytes.readVarint();
                yield value.setLong((number >>> 1) ^ -(number & 1));
            }
            case BOOL -> bytes.readVarint() == 0 ? JsonToken.VALUE_FALSE : JsonToken.VALUE_TRUE;
            case STRING -> {
                int length = length();
                yield value.setUtf8(bytes.skip(length), length);
            }
            case BYTES -> {
                int length = length();
                yield value.setBytes(bytes.skip(length), length);
            }
            case ENUM -> constant(field, (int) bytes.readVarint());
            case MESSAGE, GROUP -> message(field);
        };
    }

    private int length() throws IOException {
        long length = bytes.readVarint();
        if (length < 0 || length > bytes.remaining()) {
            throw new IOException("a value declares %d bytes, but %d are left".formatted(length, bytes.remaining()));
        }
        return (int) length;
    }

    /** A number that the schema does not name stays one. */
    private JsonToken constant(FieldDescriptor field, int number) {
        EnumValueDescriptor named = field.getEnumType().findValueByNumber(number);
        return named == null ? value.setLong(number) : value.setText(named.getName());
    }

    private JsonToken message(FieldDescriptor field) throws IOException {
        int end = bytes.end();
        int length = length();
        int start = bytes.skip(length);
        bytes.moveTo(start, start + length);
        JsonToken token =
                switch (field.getMessageType().getFullName()) {
                    case TIMESTAMP -> {
                        long[] parts = secondsAndNanos();
                        yield value.setTimestamp(parts[0], (int) parts[1]);
                    }
                    case DURATION -> {
                        long[] parts = secondsAndNanos();
                        int nanos = (int) parts[1];
                        yield value.setDecimal(
                                BigDecimal.valueOf(parts[0]).add(BigDecimal.valueOf(nanos, NANO_DIGITS)));
                    }
                    default -> wrapped(field.getMessageType().findFieldByNumber(1));
                };
        bytes.moveTo(start + length, end);
        return token;
    }

    private long[] secondsAndNanos() throws IOException {
        long[] parts = new long[2];
        while (bytes.remaining() > 0) {
            long tag = bytes.readVarint();
            int number = WireTypes.number(tag);
            if (number <= parts.length && WireTypes.of(tag) == WireTypes.VARINT) {
                parts[number - 1] = bytes.readVarint();
            } else {
                WireTypes.skip(bytes, tag);
            }
        }
        return parts;
    }

    private JsonToken wrapped(FieldDescriptor only) throws IOException {
        JsonToken token = byDefault(only);
        while (bytes.remaining() > 0) {
            long tag = bytes.readVarint();
            if (WireTypes.number(tag) == 1 && WireTypes.fits(only, WireTypes.of(tag))) {
                token = read(only);
            } else {
                WireTypes.skip(bytes, tag);
            }
        }
        return token;
    }

    /** Sets what a field is that was not written. */
    JsonToken byDefault(FieldDescriptor field) {
        Object absent = field.getDefaultValue();
        return switch (field.getType()) {
            case DOUBLE -> value.setDouble((Double) absent);
            case FLOAT -> value.setFloat((Float) absent);
            case UINT64, FIXED64 -> value.setUnsigned((Long) absent);
            case INT64, SFIXED64, SINT64 -> value.setLong((Long) absent);
            case UINT32, FIXED32 -> value.setLong(Integer.toUnsignedLong((Integer) absent));
            case INT32, SFIXED32, SINT32 -> value.setLong((Integer) absent);
            case BOOL -> (Boolean) absent ? JsonToken.VALUE_TRUE : JsonToken.VALUE_FALSE;
            case STRING -> value.setText((String) absent);
            case BYTES -> absentBytes((ByteString) absent);
            case ENUM -> value.setText(((EnumValueDescriptor) absent).getName());
            case MESSAGE, GROUP -> JsonToken.VALUE_NULL;
        };
    }

    /** A text of Base64 stands for bytes too. */
    private JsonToken absentBytes(ByteString absent) {
        return absent.isEmpty()
                ? value.setBytes(0, 0)
                : value.setText(Base64.getEncoder().encodeToString(absent.toByteArray()));
    }
}
