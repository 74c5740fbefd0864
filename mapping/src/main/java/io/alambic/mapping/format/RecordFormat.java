package io.alambic.mapping.format;

import com.fasterxml.jackson.core.JsonParser;
import io.alambic.mapping.SourceRecord;
import java.io.IOException;
import java.util.Set;

/** A format of records. Thread safe. */
public interface RecordFormat {

    /**
     * Opens the value of a record.
     *
     * @throws IOException if it is not of this format
     */
    JsonParser open(SourceRecord record) throws IOException;

    /** Returns whether a value may hold several documents, one behind the other. */
    default boolean hasSeveralDocuments() {
        return false;
    }

    /** Returns the names of the headers that say how a value is read. */
    default Set<String> headers() {
        return Set.of();
    }

    /** Returns whether someone else may have to be asked before a record can be opened, which takes time. */
    default boolean mayWait(SourceRecord record) {
        return false;
    }

    /** Returns the name in messages. */
    String label();
}
