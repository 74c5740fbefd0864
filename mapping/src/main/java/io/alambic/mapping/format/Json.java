package io.alambic.mapping.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.alambic.mapping.SourceRecord;
import io.alambic.mapping.schema.IdBeforeValue;
import java.io.IOException;

/** JSON: one document, or one a line; or one behind the id of its schema. */
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

    private final Kind kind;

    /** What stands in a value. */
    enum Kind {
        DOCUMENT("JSON"),
        LINES("JSON lines"),
        FRAMED("JSON");

        private final String label;

        Kind(String label) {
            this.label = label;
        }
    }

    Json(Kind kind) {
        this.kind = kind;
    }

    @Override
    public JsonParser open(SourceRecord record) throws IOException {
        int from = kind == Kind.FRAMED ? IdBeforeValue.end(record.value()) : 0;
        return factory.createParser(record.value(), from, record.value().length - from);
    }

    @Override
    public boolean hasSeveralDocuments() {
        return kind == Kind.LINES;
    }

    @Override
    public String label() {
        return kind.label;
    }
}
