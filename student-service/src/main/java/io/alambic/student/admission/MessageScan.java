package io.alambic.student.admission;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import java.io.IOException;

/**
 * Estimates, from its bytes alone, how much memory a message takes once it is parsed. An empty nested message takes two
 * bytes on the wire and some hundred in memory, a number one byte and, in a list that grows, up to twenty. Creates no
 * object for what it finds.
 *
 * <pre>
 *   nested message, unknown field   160 bytes
 *   text                            64 bytes, and twice its length
 *   bytes                           64 bytes; they stay in the memory of the message as it came
 *   number                          its width, three times while its list grows
 * </pre>
 */
final class MessageScan {

    /** More texts, nested messages and unknown fields than a request has use for. */
    static final int MOST_PARTS = 16_384;

    private static final int DEEPEST = 32;
    private static final int PART = 160;
    private static final int TEXT = 64;
    private static final int GROWTH = 3;
    private static final int LAST_OF_VARINT = 0x80;

    private final byte[] bytes;
    private final CodedInputStream in;
    private long memory;
    private int parts;

    private MessageScan(byte[] bytes) {
        this.bytes = bytes;
        this.in = CodedInputStream.newInstance(bytes);
    }

    /**
     * Returns the estimate.
     *
     * @param type type of the message
     * @throws InvalidProtocolBufferException if the bytes are no message, or one of more than {@value #MOST_PARTS} parts
     */
    static long memory(byte[] bytes, Descriptor type) throws InvalidProtocolBufferException {
        MessageScan scan = new MessageScan(bytes);
        try {
            scan.message(type, 0);
        } catch (InvalidProtocolBufferException e) {
            throw e;
        } catch (IOException e) {
            throw new InvalidProtocolBufferException(e);
        }
        return scan.memory;
    }

    private void message(Descriptor type, int depth) throws IOException {
        if (depth > DEEPEST) {
            throw new InvalidProtocolBufferException("messages are nested more than %d deep".formatted(DEEPEST));
        }
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            FieldDescriptor field = type.findFieldByNumber(WireFormat.getTagFieldNumber(tag));
            switch (WireFormat.getTagWireType(tag)) {
                case WireFormat.WIRETYPE_LENGTH_DELIMITED -> delimited(field, depth);
                case WireFormat.WIRETYPE_START_GROUP, WireFormat.WIRETYPE_END_GROUP ->
                    throw new InvalidProtocolBufferException("it holds a group, which no message here has");
                default -> {
                    in.skipField(tag);
                    number(field);
                }
            }
        }
    }

    private void number(FieldDescriptor field) throws InvalidProtocolBufferException {
        if (field == null) {
            part(PART);
        } else if (field.isRepeated()) {
            memory += (long) GROWTH * width(field);
        }
    }

    private void delimited(FieldDescriptor field, int depth) throws IOException {
        int length = in.readRawVarint32();
        if (length < 0 || length > bytes.length - in.getTotalBytesRead()) {
            throw new InvalidProtocolBufferException("a field is longer than the message");
        }
        if (field == null) {
            part(PART);
            in.skipRawBytes(length);
        } else if (field.getJavaType() == JavaType.MESSAGE) {
            part(PART);
            int limit = in.pushLimit(length);
            message(field.getMessageType(), depth + 1);
            in.popLimit(limit);
        } else if (field.getJavaType() == JavaType.STRING || field.getJavaType() == JavaType.BYTE_STRING) {
            part(field.getJavaType() == JavaType.STRING ? TEXT + 2L * length : TEXT);
            in.skipRawBytes(length);
        } else {
            memory += (long) GROWTH * width(field) * packed(field, in.getTotalBytesRead(), length);
            in.skipRawBytes(length);
        }
    }

    private void part(long takes) throws InvalidProtocolBufferException {
        memory += takes;
        if (++parts > MOST_PARTS) {
            throw new InvalidProtocolBufferException(
                    "it has more than %,d texts, nested messages and unknown fields".formatted(MOST_PARTS));
        }
    }

    private static int width(FieldDescriptor field) {
        return switch (field.getJavaType()) {
            case LONG, DOUBLE -> Long.BYTES;
            case BOOLEAN -> 1;
            default -> Integer.BYTES;
        };
    }

    private long packed(FieldDescriptor field, int from, int length) {
        if (field.getJavaType() == JavaType.FLOAT || field.getJavaType() == JavaType.DOUBLE) {
            return length / width(field);
        }
        long numbers = 0;
        for (int i = from; i < from + length; i++) {
            numbers += (bytes[i] & LAST_OF_VARINT) == 0 ? 1 : 0;
        }
        return numbers;
    }
}
