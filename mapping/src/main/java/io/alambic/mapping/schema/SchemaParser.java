package io.alambic.mapping.schema;

import java.io.IOException;

/**
 * Makes a schema of its text. Thread safe.
 *
 * @param <S> a schema
 */
@FunctionalInterface
public interface SchemaParser<S> {

    /**
     * Returns the schema.
     *
     * @throws IOException if the text is none
     */
    S parse(SchemaText text) throws IOException;
}
