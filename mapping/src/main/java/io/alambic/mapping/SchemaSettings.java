package io.alambic.mapping;

import io.alambic.mapping.schema.RegistrySettings;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the schemas of the records are, for a format that needs them.
 *
 * @param file with the one schema of all records
 * @param message name of the message of Protobuf that a record is; if absent, what the record says, or the first of its schema
 * @param registry that knows the schemas by the ids in the records
 */
public record SchemaSettings(Optional<Path> file, Optional<String> message, Optional<RegistrySettings> registry) {

    /** No schemas. */
    public static final SchemaSettings NONE = new SchemaSettings(Optional.empty(), Optional.empty(), Optional.empty());
}
