package io.alambic.mapping.expression;

/** Where a value comes from. Immutable. */
public sealed interface Source {

    /** The record's key, {@code @key}. */
    record Key() implements Source {

        @Override
        public String toString() {
            return "@key";
        }
    }

    /**
     * A header of the record, {@code @header.NAME}; the last one of its name.
     *
     * @param name of the header
     */
    record Header(String name) implements Source {

        @Override
        public String toString() {
            return "@header." + name;
        }
    }

    /** The record's time in Kafka, {@code @timestamp}: milliseconds since the epoch. */
    record RecordTime() implements Source {

        @Override
        public String toString() {
            return "@timestamp";
        }
    }

    /**
     * A field of the value.
     *
     * @param path to it
     */
    record Field(FieldPath path) implements Source {

        @Override
        public String toString() {
            return path.toString();
        }
    }

    /**
     * Reads a source.
     *
     * @throws IllegalArgumentException saying what was expected and what came
     */
    static Source parse(String text) {
        if (!text.startsWith("@")) {
            return new Field(FieldPath.parse(text));
        }
        String header = "@header.";
        if (text.startsWith(header) && text.length() > header.length()) {
            return new Header(text.substring(header.length()));
        }
        return switch (text) {
            case "@key" -> new Key();
            case "@timestamp" -> new RecordTime();
            default ->
                throw new IllegalArgumentException(
                        "expected a path, @key, @header.NAME or @timestamp, but got '%s'".formatted(text));
        };
    }
}
