package io.alambic.bench.producers;

import io.alambic.core.zoo.Cnn;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;

/** What the records of digits are, and how a teacher reads them. */
public enum DigitForm {
    /** Alambic's own records, which need no mapping. */
    SAMPLE_BATCH("sample-batch", "SampleBatch"),
    JSON("json", "JSON") {
        @Override
        Map<String, String> mapping(URI registry) {
            return settings("json", "pixels | scale(0.00392156862745098)", "number", "digit");
        }
    },
    /** Confluent's framing: a byte 0 and an id before the value. */
    AVRO_BY_ID("avro-id", "Avro, id before the value") {
        @Override
        Map<String, String> mapping(URI registry) {
            return registered(registry);
        }
    },
    /** Confluent's newer framing: a GUID in the header {@code __value_schema_id}. */
    AVRO_BY_HEADER("avro-header", "Avro, id in a header") {
        @Override
        Map<String, String> mapping(URI registry) {
            return registered(registry);
        }
    },
    /** The value is the file. */
    JPEG("jpeg", "JPEG") {
        @Override
        Map<String, String> mapping(URI registry) {
            return settings("bytes", ". | image", "@key", "@header.digit");
        }
    };

    private final String name;
    private final String title;

    DigitForm(String name, String title) {
        this.name = name;
        this.title = title;
    }

    /** Returns its name in a table. */
    public String title() {
        return title;
    }

    /** Returns whether its records carry the very numbers of the data set; JPEG does not keep them. */
    public boolean isExact() {
        return this != JPEG;
    }

    /**
     * Returns the settings of the mapping; none where records need none.
     *
     * @param registry that knows the schemas of Avro
     */
    Map<String, String> mapping(URI registry) {
        return Map.of();
    }

    static Map<String, String> registered(URI registry) {
        Map<String, String> settings = settings("avro", "pixels", "number", "digit");
        settings.put("alambic.mapping.registry.url", registry.toString());
        return settings;
    }

    static Map<String, String> settings(String format, String pixels, String id, String label) {
        String image = "alambic.mapping.tensors." + Cnn.IMAGE;
        return new HashMap<>(Map.of(
                "alambic.mapping.format",
                format,
                image + ".fields",
                pixels,
                image + ".shape",
                "1x28x28",
                "alambic.mapping.id",
                id,
                "alambic.mapping.label.fields",
                label));
    }

    @Override
    public String toString() {
        return name;
    }
}
