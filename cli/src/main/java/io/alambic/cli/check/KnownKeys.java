package io.alambic.cli.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The keys of the settings, from the JSON schema. Immutable. */
final class KnownKeys {

    private static final String SCHEMA = "/alambic.schema.json";
    private static final String NAMES = "additionalProperties";

    private final JsonNode schema;

    private KnownKeys(JsonNode schema) {
        this.schema = schema;
    }

    /** Reads them. */
    static KnownKeys load() {
        try (InputStream in = Objects.requireNonNull(KnownKeys.class.getResourceAsStream(SCHEMA), SCHEMA)) {
            return new KnownKeys(new ObjectMapper().readTree(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns whether a key of a file, such as {@code alambic.mapping.filter[0]}, is one of them, or a part of one. */
    boolean contains(String key) {
        JsonNode node = schema;
        for (String part : key.replaceAll("\\[\\d+\\]", "").split("\\.")) {
            JsonNode next = node.path("properties").path(part);
            if (next.isMissingNode()) {
                if (!node.path(NAMES).isObject()) {
                    return false;
                }
                next = node.path(NAMES);
            }
            node = next;
        }
        return true;
    }

    /** Returns what may stand beside a key that is not one of them: where, and the names. */
    String beside(String key) {
        JsonNode node = schema;
        List<String> path = new ArrayList<>();
        for (String part : key.split("\\.")) {
            JsonNode next = node.path("properties").path(part);
            if (!next.path("properties").isObject()) {
                break;
            }
            path.add(part);
            node = next;
        }
        List<String> names = new ArrayList<>();
        node.path("properties").fieldNames().forEachRemaining(names::add);
        return "%s has %s"
                .formatted(
                        String.join(".", path),
                        String.join(", ", names.stream().sorted().toList()));
    }
}
