package io.alambic.mapping.schema;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Schemas in files. */
public final class SchemaFile {

    private static final int LARGEST = 4 << 20;

    private SchemaFile() {}

    /**
     * Returns the content of a file.
     *
     * @throws InvalidSchemaException if there is none, or it is too large
     */
    public static byte[] bytes(Path file) throws IOException {
        try {
            if (Files.size(file) > LARGEST) {
                throw new InvalidSchemaException("expected at most %d bytes in %s".formatted(LARGEST, file), null);
            }
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new InvalidSchemaException("expected a file with a schema, but there is no %s".formatted(file), e);
        }
    }

    /**
     * Returns a schema.
     *
     * @throws IOException if the file cannot be read, or holds no schema
     */
    public static <S> S read(Path file, SchemaParser<S> parser) throws IOException {
        bytes(file);
        try {
            SchemaText text = SchemaText.of(file.toString(), Files.readString(file));
            text.requireDepth();
            return parser.parse(text);
        } catch (CharacterCodingException e) {
            throw new InvalidSchemaException("expected a schema as text in %s".formatted(file), e);
        }
    }
}
