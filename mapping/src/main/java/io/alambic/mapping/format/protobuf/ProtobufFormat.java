package io.alambic.mapping.format.protobuf;

import com.fasterxml.jackson.core.JsonParser;
import com.google.protobuf.Descriptors.Descriptor;
import io.alambic.mapping.SchemaSettings;
import io.alambic.mapping.SourceRecord;
import io.alambic.mapping.format.RecordFormat;
import io.alambic.mapping.format.token.RecordBytes;
import io.alambic.mapping.schema.InvalidSchemaException;
import io.alambic.mapping.schema.SchemaParser;
import io.alambic.mapping.schema.SchemaSource;
import io.alambic.mapping.schema.WriterSchemas;
import io.alambic.mapping.schema.WrittenWith;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Protobuf: one message.
 *
 * @param schemas of the writers
 * @param message name of the message that every record is; if absent, the record says it, or it is the first of its schema
 */
public record ProtobufFormat(WriterSchemas<ProtobufSchema> schemas, Optional<String> message) implements RecordFormat {

    private static final int MOST_INDEXES = 64;
    private static final int NAME_OF_REFERENCE = (1 << 3) | WireTypes.DELIMITED;

    /**
     * Returns the format with the schemas that settings name.
     *
     * @param nanoClock monotonic time in nanoseconds
     * @throws IllegalArgumentException if they name none, or a message that the file does not have
     */
    public static RecordFormat of(SchemaSettings settings, LongSupplier nanoClock) {
        SchemaParser<ProtobufSchema> parser = ProtoFiles::parse;
        return new ProtobufFormat(
                SchemaSource.of(
                        settings,
                        file -> {
                            ProtobufSchema schema = ProtoFiles.read(file);
                            chosen(schema, settings.message());
                            return schema;
                        },
                        parser,
                        nanoClock),
                settings.message());
    }

    @Override
    public Set<String> headers() {
        return schemas.headers();
    }

    @Override
    public boolean mayWait(SourceRecord record) {
        return schemas.mayWait(record);
    }

    @Override
    public String label() {
        return "Protobuf";
    }

    @Override
    public JsonParser open(SourceRecord record) throws IOException {
        WrittenWith<ProtobufSchema> written = schemas.of(record);
        RecordBytes bytes = new RecordBytes(record.value(), written.from());
        Descriptor root =
                switch (written.framing()) {
                    case NONE -> chosen(written.schema(), message);
                    case CONFLUENT_VALUE -> indexed(written.schema(), bytes);
                    case CONFLUENT_HEADER ->
                        written.behindId().length == 0
                                ? chosen(written.schema(), message)
                                : indexed(written.schema(), new RecordBytes(written.behindId(), 0));
                    case APICURIO -> referred(written.schema(), bytes, record);
                };
        return new ProtobufTokens(root, bytes);
    }

    private static Descriptor chosen(ProtobufSchema schema, Optional<String> name) throws IOException {
        if (name.isEmpty()) {
            return schema.first();
        }
        return schema.named(name.get())
                .orElseThrow(() -> new InvalidSchemaException(
                        "expected the message '%s' in the schema, but it has no such message".formatted(name.get()),
                        null));
    }

    /** Confluent's serializers say the message by its place: how many indexes, and those of each level; a single 0 is the first message. */
    private static Descriptor indexed(ProtobufSchema schema, RecordBytes bytes) throws IOException {
        long count = bytes.readZigZag();
        if (count < 0 || count > MOST_INDEXES) {
            throw new IOException(
                    "expected at most %d indexes of a message, but got %d".formatted(MOST_INDEXES, count));
        }
        if (count == 0) {
            return schema.first();
        }
        List<Descriptor> messages = schema.file().getMessageTypes();
        Descriptor found = null;
        for (long level = 0; level < count; level++) {
            long index = bytes.readZigZag();
            if (index < 0 || index >= messages.size()) {
                throw new IOException("expected the index of one of %d messages of the schema, but got %d"
                        .formatted(messages.size(), index));
            }
            found = messages.get((int) index);
            messages = found.getNestedTypes();
        }
        return found;
    }

    /** Apicurio's serializers name the message in a small one before it, or in a header. */
    private Descriptor referred(ProtobufSchema schema, RecordBytes bytes, SourceRecord record) throws IOException {
        Optional<Descriptor> before = reference(schema, bytes);
        byte[] header = record.headers().apply(WriterSchemas.APICURIO_TYPE);
        if (message.isPresent()) {
            return chosen(schema, message);
        }
        return before.isPresent()
                ? before.get()
                : chosen(schema, Optional.ofNullable(header).map(name -> new String(name, StandardCharsets.UTF_8)));
    }

    /** Passes a reference if the bytes begin with one that names a message of the schema. */
    private static Optional<Descriptor> reference(ProtobufSchema schema, RecordBytes bytes) {
        int start = bytes.position();
        int end = bytes.end();
        try {
            long length = bytes.readVarint();
            int begin = bytes.skip(length);
            int behind = bytes.position();
            bytes.moveTo(begin, behind);
            if (bytes.readByte() == NAME_OF_REFERENCE && bytes.readVarint() == bytes.remaining()) {
                Optional<Descriptor> named = schema.named(bytes.text(bytes.position(), bytes.remaining()));
                if (named.isPresent()) {
                    bytes.moveTo(behind, end);
                    return named;
                }
            }
        } catch (IOException e) {
            // what begins here is no reference
        }
        bytes.moveTo(start, end);
        return Optional.empty();
    }
}
