package io.alambic.mapping.format;

import io.alambic.core.settings.InvalidSettingException;
import io.alambic.mapping.MappingSettings;
import io.alambic.mapping.SchemaSettings;
import io.alambic.mapping.format.avro.AvroFormat;
import io.alambic.mapping.format.protobuf.ProtobufFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/** The formats by name. A format's classes are loaded where it is named. */
public final class RecordFormats {

    private static final String NAME = "alambic.mapping.format";
    private static final String SCHEMA = "alambic.mapping.schema";

    private static final Map<String, Maker> BY_NAME = Map.of(
            "json", (schemas, clock) -> new Json(Json.Kind.DOCUMENT),
            "json-lines", (schemas, clock) -> new Json(Json.Kind.LINES),
            "json-schema", (schemas, clock) -> new Json(Json.Kind.FRAMED),
            "bytes", (schemas, clock) -> new WholeValue(),
            "avro", AvroFormat::of,
            "protobuf", ProtobufFormat::of);

    /** Makes a format. */
    @FunctionalInterface
    private interface Maker {
        RecordFormat of(SchemaSettings schemas, LongSupplier nanoClock);
    }

    private RecordFormats() {}

    /**
     * Returns the format of a mapping.
     *
     * @param nanoClock monotonic time in nanoseconds
     * @throws InvalidSettingException if there is none of its name, or its schema cannot be read
     */
    public static RecordFormat of(MappingSettings settings, LongSupplier nanoClock) {
        Maker maker = BY_NAME.get(settings.format());
        if (maker == null) {
            throw new InvalidSettingException(
                    "%s: expected one of the formats %s, but got '%s'"
                            .formatted(NAME, new TreeMap<>(BY_NAME).keySet(), settings.format()),
                    null);
        }
        try {
            return maker.of(settings.schemas(), nanoClock);
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingException("%s: %s".formatted(SCHEMA, e.getMessage()), e);
        }
    }
}
