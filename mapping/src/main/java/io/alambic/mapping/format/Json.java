package io.alambic.mapping.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.alambic.mapping.SourceRecord;
import java.io.IOException;

/** JSON: one document, or one a line. */
final class Json implements RecordFormat {

    private static final int DEEPEST = 64;
    private static final int LONGEST_NUMBER = 400;
    private static final int LONGEST_NAME = 1000;

    /** Names that come from outside stay out of the JVM's table of constants, and no number becomes a text first. */
    private final JsonFactory factory = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
                    .maxNumberLength(LONGEST_NUMBER)
                    .maxNameLength(LONGEST_NAME)
                    .build())
            .build();

    private final boolean lines;

    Json(boolean lines) {
        this.lines = lines;
    }

    @Override
    public JsonParser open(SourceRecord record) throws IOException {
        return factory.createParser(record.value());
    }

    @Override
    public boolean hasSeveralDocuments() {
        return lines;
    }

    @Override
    public String label() {
        return lines ? "JSON lines" : "JSON";
    }
}
