package io.alambic.mapping.format.avro;

import io.alambic.mapping.format.token.RecordBytes;
import io.alambic.mapping.format.token.TokenLimit;
import java.io.IOException;
import org.apache.avro.Schema;

/** Passes values of Avro, and reads what says how long they are. Used by one thread. */
final class AvroSkip {

    /** As deep as objects and lists may be that are read. */
    private static final int DEEPEST = 64;

    private final RecordBytes bytes;
    private final TokenLimit limit;

    AvroSkip(RecordBytes bytes, TokenLimit limit) {
        this.bytes = bytes;
        this.limit = limit;
    }

    /** Returns the length of a value, of which that many bytes need not be there. */
    int length() throws IOException {
        long length = bytes.readZigZag();
        if (length < 0 || length > bytes.remaining()) {
            throw new IOException("a value declares %d bytes, but %d are left".formatted(length, bytes.remaining()));
        }
        return (int) length;
    }

    /** Returns a whole number. */
    long number(Schema schema) throws IOException {
        long number = bytes.readZigZag();
        if (schema.getType() == Schema.Type.INT && number != (int) number) {
            throw new IOException("expected a whole number of 32 bits, but got %d".formatted(number));
        }
        return number;
    }

    /** Returns the schema of a union's value. */
    Schema branch(Schema union) throws IOException {
        long index = bytes.readZigZag();
        if (index < 0 || index >= union.getTypes().size()) {
            throw new IOException("expected one of %d branches of a union, but got number %d"
                    .formatted(union.getTypes().size(), index));
        }
        return union.getTypes().get((int) index);
    }

    /** Returns the symbol of an enumeration. */
    String symbol(Schema schema) throws IOException {
        long index = bytes.readZigZag();
        if (index < 0 || index >= schema.getEnumSymbols().size()) {
            throw new IOException("expected one of %d symbols of %s, but got number %d"
                    .formatted(schema.getEnumSymbols().size(), schema.getName(), index));
        }
        return schema.getEnumSymbols().get((int) index);
    }

    /** Returns how many entries the next block of a list has; 0 behind the last. */
    long entriesOfBlock() throws IOException {
        long entries = bytes.readZigZag();
        if (entries >= 0) {
            return entries;
        }
        bytes.readZigZag();
        return requireCount(-entries);
    }

    private static long requireCount(long entries) throws IOException {
        if (entries < 0) {
            throw new IOException("a list declares more entries than a number can say");
        }
        return entries;
    }

    /** Passes what lies in an object or a list that has begun. */
    void content(Schema schema, int depth) throws IOException {
        if (depth >= DEEPEST) {
            throw new IOException("expected at most %d lists and objects in each other".formatted(DEEPEST));
        }
        switch (schema.getType()) {
            case RECORD -> {
                limit.count(1L + schema.getFields().size());
                for (int field = 0; field < schema.getFields().size(); field++) {
                    value(schema.getFields().get(field).schema(), depth + 1);
                }
            }
            case MAP -> blocks(schema.getValueType(), true, depth + 1);
            default -> blocks(schema.getElementType(), false, depth + 1);
        }
    }

    private void blocks(Schema entry, boolean named, int depth) throws IOException {
        for (long entries = bytes.readZigZag(); entries != 0; entries = bytes.readZigZag()) {
            if (entries < 0) {
                requireCount(-entries);
                bytes.skip(bytes.readZigZag());
                continue;
            }
            for (long left = entries; left > 0; left--) {
                if (named) {
                    bytes.skip(length());
                }
                value(entry, depth);
            }
        }
    }

    private void value(Schema schema, int depth) throws IOException {
        switch (schema.getType()) {
            case UNION -> value(branch(schema), depth);
            case RECORD, MAP, ARRAY -> content(schema, depth);
            case NULL -> limit.count(1);
            case BOOLEAN -> bytes.readByte();
            case INT, LONG -> number(schema);
            case FLOAT -> bytes.skip(Float.BYTES);
            case DOUBLE -> bytes.skip(Double.BYTES);
            case STRING, BYTES -> bytes.skip(length());
            case FIXED -> {
                limit.count(1);
                bytes.skip(schema.getFixedSize());
            }
            case ENUM -> symbol(schema);
        }
    }
}
