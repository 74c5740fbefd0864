package io.alambic.mapping.format.avro;

import com.fasterxml.jackson.core.JsonParser;
import io.alambic.mapping.SchemaSettings;
import io.alambic.mapping.SourceRecord;
import io.alambic.mapping.format.RecordFormat;
import io.alambic.mapping.format.token.RecordBytes;
import io.alambic.mapping.schema.InvalidSchemaException;
import io.alambic.mapping.schema.SchemaFile;
import io.alambic.mapping.schema.SchemaSource;
import io.alambic.mapping.schema.SchemaText;
import io.alambic.mapping.schema.WriterSchemas;
import io.alambic.mapping.schema.WrittenWith;
import java.io.IOException;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.avro.NameValidator;
import org.apache.avro.Schema;

/**
 * Avro: one record, in the binary encoding.
 *
 * @param schemas of the writers
 */
public record AvroFormat(WriterSchemas<Schema> schemas) implements RecordFormat {

    /**
     * Returns the format with the schemas that settings name.
     *
     * @param nanoClock monotonic time in nanoseconds
     * @throws IllegalArgumentException if they name none
     */
    public static RecordFormat of(SchemaSettings settings, LongSupplier nanoClock) {
        return new AvroFormat(SchemaSource.of(
                settings, file -> SchemaFile.read(file, AvroFormat::parse), AvroFormat::parse, nanoClock));
    }

    @Override
    public JsonParser open(SourceRecord record) throws IOException {
        WrittenWith<Schema> written = schemas.of(record);
        return new AvroTokens(written.schema(), new RecordBytes(record.value(), written.from()));
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
        return "Avro";
    }

    /** A reference defines names that those behind it may use. Defaults are not read. */
    private static Schema parse(SchemaText text) throws IOException {
        Schema.Parser parser = new Schema.Parser(NameValidator.NO_VALIDATION);
        parser.setValidateDefaults(false);
        try {
            for (String reference : text.references().values()) {
                parser.parse(reference);
            }
            return parser.parse(text.main());
        } catch (RuntimeException e) { // an unknown type is a null pointer there
            throw new InvalidSchemaException("expected a schema of Avro, but: " + e.getMessage(), e);
        }
    }
}
