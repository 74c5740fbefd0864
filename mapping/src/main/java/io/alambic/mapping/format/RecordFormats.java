package io.alambic.mapping.format;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The formats by name. A format's classes are loaded where it is named. */
public final class RecordFormats {

    private static final Map<String, Supplier<RecordFormat>> BY_NAME = Map.of(
            "json", () -> new Json(false),
            "json-lines", () -> new Json(true),
            "bytes", WholeValue::new);

    private RecordFormats() {}

    /**
     * Returns a format.
     *
     * @throws IllegalArgumentException if there is none of this name
     */
    public static RecordFormat named(String name) {
        Supplier<RecordFormat> format = BY_NAME.get(name);
        if (format == null) {
            throw new IllegalArgumentException(
                    "expected one of the formats %s, but got '%s'".formatted(new TreeMap<>(BY_NAME).keySet(), name));
        }
        return format.get();
    }
}
