package io.alambic.mapping.schema;

import io.alambic.mapping.SchemaSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.LongSupplier;

/** Where a format finds its schemas: in one file, or in a registry. */
public final class SchemaSource {

    private SchemaSource() {}

    /** Reads a schema out of a file. */
    @FunctionalInterface
    public interface FileReader<S> {

        /**
         * Returns the schema.
         *
         * @throws IOException if there is none
         */
        S read(Path file) throws IOException;
    }

    /**
     * Returns the schemas that settings name.
     *
     * @param nanoClock monotonic time in nanoseconds
     * @throws IllegalArgumentException if they name none, or two sources, or the file holds none
     */
    public static <S> WriterSchemas<S> of(
            SchemaSettings settings, FileReader<S> file, SchemaParser<S> parser, LongSupplier nanoClock) {
        if (settings.file().isPresent() == settings.registry().isPresent()) {
            throw new IllegalArgumentException(
                    "expected a file with the schema, or alambic.mapping.registry.url, but got %s"
                            .formatted(settings.file().isPresent() ? "both" : "neither"));
        }
        if (settings.registry().isPresent()) {
            return RegisteredSchemas.of(settings.registry().get(), parser, nanoClock);
        }
        try {
            return WriterSchemas.always(file.read(settings.file().get()));
        } catch (IOException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }
}
