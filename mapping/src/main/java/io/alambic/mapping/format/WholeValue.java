package io.alambic.mapping.format;

import com.fasterxml.jackson.core.JsonParser;
import io.alambic.mapping.SourceRecord;

/** {@code bytes}: the value is one value, of bytes. */
final class WholeValue implements RecordFormat {

    @Override
    public JsonParser open(SourceRecord record) {
        return new WholeValueParser(record.value());
    }

    @Override
    public String label() {
        return "bytes";
    }
}
