package io.alambic.mapping.format.protobuf;

import com.google.protobuf.Descriptors.FieldDescriptor;
import io.alambic.mapping.format.token.RecordBytes;
import java.io.IOException;

/** How Protobuf's fields lie in bytes. */
final class WireTypes {

    static final int VARINT = 0;
    static final int FIXED_64 = 1;
    static final int DELIMITED = 2;
    static final int GROUP = 3;
    static final int END_OF_GROUP = 4;
    static final int FIXED_32 = 5;

    private static final int BITS = 3;
    private static final int MASK = 7;
    private static final int DEEPEST_GROUP = 64;

    private WireTypes() {}

    /** Returns the wire type of a tag. */
    static int of(long tag) {
        return (int) tag & MASK;
    }

    /**
     * Returns the number of the field of a tag.
     *
     * @throws IOException if no field can have it
     */
    static int number(long tag) throws IOException {
        long number = tag >>> BITS;
        if (number < 1 || number > 0x1fffffff) {
            throw new IOException("expected the number of a field, but got %d".formatted(number));
        }
        return (int) number;
    }

    /** Returns whether a field can lie in this wire type; lists of numbers lie in one piece or in several. */
    static boolean fits(FieldDescriptor field, int wireType) {
        return wireType == field.getLiteType().getWireType()
                || (wireType == DELIMITED && field.isRepeated() && isNumber(field));
    }

    /** Returns whether values of this field can lie one behind the other in one piece. */
    static boolean isNumber(FieldDescriptor field) {
        return switch (field.getJavaType()) {
            case STRING, BYTE_STRING, MESSAGE -> false;
            default -> true;
        };
    }

    /**
     * Passes a value.
     *
     * @throws IOException if it is not whole
     */
    static void skip(RecordBytes bytes, long tag) throws IOException {
        skip(bytes, tag, 0);
    }

    private static void skip(RecordBytes bytes, long tag, int depth) throws IOException {
        switch (of(tag)) {
            case VARINT -> bytes.readVarint();
            case FIXED_64 -> bytes.skip(Long.BYTES);
            case DELIMITED -> bytes.skip(bytes.readVarint());
            case FIXED_32 -> bytes.skip(Integer.BYTES);
            case GROUP -> endOfGroup(bytes, number(tag), depth + 1);
            default -> throw new IOException("expected a field, but got wire type %d".formatted(of(tag)));
        }
    }

    /** Passes a group whose beginning was read; returns where the tag of its end begins. */
    static int endOfGroup(RecordBytes bytes, int number) throws IOException {
        return endOfGroup(bytes, number, 1);
    }

    private static int endOfGroup(RecordBytes bytes, int number, int depth) throws IOException {
        if (depth > DEEPEST_GROUP) {
            throw new IOException("expected at most %d groups in each other".formatted(DEEPEST_GROUP));
        }
        while (true) {
            int start = bytes.position();
            long tag = bytes.readVarint();
            if (of(tag) == END_OF_GROUP) {
                if (number(tag) != number) {
                    throw new IOException(
                            "expected the end of group %d, but got that of %d".formatted(number, number(tag)));
                }
                return start;
            }
            number(tag);
            skip(bytes, tag, depth);
        }
    }
}
