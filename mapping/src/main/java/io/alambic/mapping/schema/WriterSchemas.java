package io.alambic.mapping.schema;

import io.alambic.mapping.RegistryUnavailableException;
import io.alambic.mapping.SourceRecord;
import java.io.IOException;
import java.util.Set;

/**
 * Finds the schemas that records were written with. Thread safe.
 *
 * @param <S> a schema
 */
@FunctionalInterface
public interface WriterSchemas<S> {

    /**
     * Returns the schema of a record, which has a value.
     *
     * @throws IOException if the record names none, or one that does not exist or cannot be read
     * @throws RegistryUnavailableException if nobody answers what its id stands for
     */
    WrittenWith<S> of(SourceRecord record) throws IOException;

    /** Returns the names of the headers that may name a schema. */
    default Set<String> headers() {
        return Set.of();
    }

    /** Returns whether the schema of a record, which has a value, may have to be asked for. */
    default boolean mayWait(SourceRecord record) {
        return false;
    }

    /** Returns one schema for all records, which are written without anything before them. */
    static <S> WriterSchemas<S> always(S schema) {
        WrittenWith<S> all = new WrittenWith<>(schema, Framing.NONE, 0, NOTHING);
        return record -> all;
    }

    /** Header in which Apicurio's serializers name the message of Protobuf. */
    String APICURIO_TYPE = "apicurio.protobuf.type";

    /** No bytes. */
    byte[] NOTHING = {};
}
