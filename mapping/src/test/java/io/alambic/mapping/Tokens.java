package io.alambic.mapping;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.alambic.mapping.format.RecordFormats;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Shows the tokens of a record as JSON; bytes as Base64. */
final class Tokens {

    private Tokens() {}

    /** Returns what a format with the schema of a file makes of a value. */
    static String json(String format, Path schema, byte[] value) throws IOException {
        return json(format, new SchemaSettings(Optional.of(schema), Optional.empty(), Optional.empty()), value);
    }

    static String json(String format, SchemaSettings schemas, byte[] value) throws IOException {
        MappingSettings settings = new MappingSettings(
                format,
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                schemas);
        StringWriter text = new StringWriter();
        try (JsonParser tokens = RecordFormats.of(settings, () -> 0).open(SourceRecord.of(value, 0));
                JsonGenerator json = new JsonFactory().createGenerator(text)) {
            for (JsonToken token = tokens.nextToken(); token != null; token = tokens.nextToken()) {
                if (token == JsonToken.VALUE_EMBEDDED_OBJECT) {
                    json.writeBinary(tokens.getBinaryValue());
                } else {
                    json.copyCurrentEvent(tokens);
                }
            }
        }
        return text.toString();
    }
}
