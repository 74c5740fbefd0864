package io.alambic.mapping.schema;

/**
 * What a registry knows a schema by.
 *
 * @param kind of id
 * @param value of the id, as the registry's addresses have it
 */
record SchemaId(Kind kind, String value) {

    /** Kinds of ids. */
    enum Kind {
        /** A number of Confluent's registry. */
        NUMBER,
        /** An identifier of 16 bytes of Confluent's registry, the same in all of them. */
        GUID,
        /** A number that Apicurio gives to each version. */
        GLOBAL,
        /** A number that Apicurio gives to each content. */
        CONTENT
    }

    static SchemaId of(Kind kind, long number) {
        return new SchemaId(kind, Long.toString(number));
    }

    @Override
    public String toString() {
        return switch (kind) {
            case NUMBER -> "id " + value;
            case GUID -> "GUID " + value;
            case GLOBAL -> "global id " + value;
            case CONTENT -> "content id " + value;
        };
    }
}
