package io.alambic.mapping.schema;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A schema as it was written.
 *
 * @param name of its file; names it in messages
 * @param main the schema
 * @param references schemas that it needs, by the name under which it knows them; those that others need come first
 */
public record SchemaText(String name, String main, Map<String, String> references) {

    /** Deeper than people write; parsers of schemas call themselves. */
    private static final int DEEPEST = 200;

    public SchemaText {
        references = Collections.unmodifiableMap(new LinkedHashMap<>(references));
    }

    /** A schema that needs no other. */
    public static SchemaText of(String name, String main) {
        return new SchemaText(name, main, Map.of());
    }

    /**
     * Requires that no parser falls over its depth.
     *
     * @throws InvalidSchemaException if it may
     */
    public void requireDepth() throws InvalidSchemaException {
        requireDepth(main);
        for (String reference : references.values()) {
            requireDepth(reference);
        }
    }

    private static void requireDepth(String text) throws InvalidSchemaException {
        int depth = 0;
        for (int i = 0; i < text.length(); i++) {
            switch (text.charAt(i)) {
                case '{', '[' -> depth++;
                case '}', ']' -> depth--;
                default -> {}
            }
            if (depth > DEEPEST) {
                throw new InvalidSchemaException(
                        "expected a schema with at most %d brackets in each other".formatted(DEEPEST), null);
            }
        }
    }
}
