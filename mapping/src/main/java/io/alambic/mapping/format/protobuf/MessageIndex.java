package io.alambic.mapping.format.protobuf;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.alambic.mapping.format.token.RecordBytes;
import java.io.IOException;
import java.util.Arrays;

/**
 * Where the fields of one message lie: they may come in any order and more than once. Holds two numbers for each occurrence, and no values. Used by one
 * thread, for one message at a time.
 */
final class MessageIndex {

    static final int NONE = -1;

    private static final int[] EMPTY = {};

    private Descriptor message;
    private int[] first = EMPTY;
    private int[] last = EMPTY;
    private int[] tags = EMPTY;
    private int[] next = EMPTY;
    private int count;

    /**
     * Forgets the last message.
     *
     * @param fields how many the next one has in its schema
     */
    void begin(Descriptor descriptor, int fields) {
        message = descriptor;
        count = 0;
        if (first.length < fields) {
            first = new int[fields];
            last = new int[fields];
        }
        Arrays.fill(first, 0, fields, NONE);
    }

    /**
     * Adds the fields that lie in the bytes that are left; those that the schema does not have, or has otherwise, are passed.
     *
     * @throws IOException if they are not whole
     */
    void add(RecordBytes bytes) throws IOException {
        while (bytes.remaining() > 0) {
            int place = bytes.position();
            long tag = bytes.readVarint();
            FieldDescriptor field = message.findFieldByNumber(WireTypes.number(tag));
            WireTypes.skip(bytes, tag);
            if (field != null && WireTypes.fits(field, WireTypes.of(tag))) {
                note(field.getIndex(), place);
            }
        }
    }

    private void note(int field, int place) {
        if (count == tags.length) {
            int room = Math.max(16, count + count / 2);
            tags = Arrays.copyOf(tags, room);
            next = Arrays.copyOf(next, room);
        }
        tags[count] = place;
        next[count] = NONE;
        if (first[field] == NONE) {
            first[field] = count;
        } else {
            next[last[field]] = count;
        }
        last[field] = count++;
    }

    /** Returns the first occurrence of a field; {@link #NONE} if there is none. */
    int first(FieldDescriptor field) {
        return first[field.getIndex()];
    }

    /** Returns the occurrence behind another one of the same field. */
    int next(int occurrence) {
        return next[occurrence];
    }

    /** Returns the last occurrence of a field, of which there is one. */
    int last(FieldDescriptor field) {
        return last[field.getIndex()];
    }

    /** Returns where the tag of an occurrence begins. */
    int tag(int occurrence) {
        return tags[occurrence];
    }
}
