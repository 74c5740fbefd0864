package io.alambic.mapping.format;

import com.fasterxml.jackson.core.JsonParser;
import io.alambic.mapping.SourceRecord;
import java.io.IOException;

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

    /** Returns the name in messages. */
    String label();
}
