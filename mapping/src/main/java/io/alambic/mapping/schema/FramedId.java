package io.alambic.mapping.schema;

import io.alambic.mapping.SourceRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Set;
import java.util.UUID;

/**
 * The id that stands in a record, and where its value begins.
 *
 * <pre>
 *   Confluent   value   0 id(4) ...                   header __value_schema_id   1 GUID(16) ...  or  0 id(4) ...
 *   Apicurio    value   0 id(4 or 8) ...              headers apicurio.value.globalId, apicurio.value.contentId: id(8)
 * </pre>
 *
 * @param id of the schema
 * @param framing where it stands
 * @param from index of the first byte of the value behind it
 * @param behindId what stands behind it in a header
 */
record FramedId(SchemaId id, Framing framing, int from, byte[] behindId) {

    private static final String CONFLUENT_HEADER = "__value_schema_id";
    private static final String GLOBAL_HEADER = "apicurio.value.globalId";
    private static final String CONTENT_HEADER = "apicurio.value.contentId";
    private static final int NUMBER = 0;
    private static final int GUID = 1;
    private static final int GUID_BYTES = 16;

    /** Returns the headers that may hold an id, or what belongs to it. */
    static Set<String> headers(RegistryKind kind) {
        return kind == RegistryKind.CONFLUENT
                ? Set.of(CONFLUENT_HEADER)
                : Set.of(GLOBAL_HEADER, CONTENT_HEADER, WriterSchemas.APICURIO_TYPE);
    }

    /**
     * Returns the id of a record of Confluent's serializers.
     *
     * @throws IOException if it has none
     */
    static FramedId confluent(SourceRecord record) throws IOException {
        byte[] header = record.headers().apply(CONFLUENT_HEADER);
        ByteBuffer bytes = ByteBuffer.wrap(header == null ? record.value() : header);
        String where = header == null ? "before the value" : "in the header " + CONFLUENT_HEADER;
        SchemaId id =
                switch (magic(bytes, where)) {
                    case NUMBER -> SchemaId.of(SchemaId.Kind.NUMBER, number(bytes, where));
                    case GUID -> {
                        require(bytes, GUID_BYTES, where);
                        yield new SchemaId(SchemaId.Kind.GUID, new UUID(bytes.getLong(), bytes.getLong()).toString());
                    }
                    default -> throw noMagic(bytes, where);
                };
        return header == null
                ? new FramedId(id, Framing.CONFLUENT_VALUE, bytes.position(), WriterSchemas.NOTHING)
                : new FramedId(
                        id, Framing.CONFLUENT_HEADER, 0, Arrays.copyOfRange(header, bytes.position(), header.length));
    }

    /**
     * Returns the id of a record of Apicurio's serializers.
     *
     * @param global whether ids before the value are global ones
     * @throws IOException if it has none
     */
    static FramedId apicurio(SourceRecord record, boolean global) throws IOException {
        byte[] ofVersion = record.headers().apply(GLOBAL_HEADER);
        byte[] ofContent = record.headers().apply(CONTENT_HEADER);
        if (ofVersion != null) {
            return apicurio(SchemaId.Kind.GLOBAL, ofHeader(ofVersion, GLOBAL_HEADER), 0);
        }
        if (ofContent != null) {
            return apicurio(SchemaId.Kind.CONTENT, ofHeader(ofContent, CONTENT_HEADER), 0);
        }
        ByteBuffer bytes = ByteBuffer.wrap(record.value());
        String where = "before the value";
        if (magic(bytes, where) != NUMBER) {
            throw noMagic(bytes, where);
        }
        long id = number(bytes, where);
        if (id == 0 && bytes.remaining() >= Integer.BYTES) {
            id = bytes.getInt();
        }
        return apicurio(global ? SchemaId.Kind.GLOBAL : SchemaId.Kind.CONTENT, id, bytes.position());
    }

    private static FramedId apicurio(SchemaId.Kind kind, long id, int from) {
        return new FramedId(SchemaId.of(kind, id), Framing.APICURIO, from, WriterSchemas.NOTHING);
    }

    private static long ofHeader(byte[] header, String name) throws IOException {
        if (header.length != Long.BYTES) {
            throw new IOException("expected 8 bytes in the header %s, but got %d".formatted(name, header.length));
        }
        return ByteBuffer.wrap(header).getLong();
    }

    private static int magic(ByteBuffer bytes, String where) throws IOException {
        require(bytes, 1, where);
        return bytes.get();
    }

    /** Ids are above 0: where the first four bytes are 0, they are the upper half of eight. */
    private static long number(ByteBuffer bytes, String where) throws IOException {
        require(bytes, Integer.BYTES, where);
        return bytes.getInt();
    }

    private static IOException noMagic(ByteBuffer bytes, String where) {
        return new IOException("expected the byte 0 and the id of a schema %s, but it begins with byte %d"
                .formatted(where, bytes.get(0)));
    }

    private static void require(ByteBuffer bytes, int length, String where) throws IOException {
        if (bytes.remaining() < length) {
            throw new IOException(
                    "expected the id of a schema %s, but there are only %d bytes".formatted(where, bytes.limit()));
        }
    }
}
