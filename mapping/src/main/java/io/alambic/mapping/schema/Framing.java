package io.alambic.mapping.schema;

/** How a record names its schema. */
public enum Framing {
    /** Not at all. */
    NONE,
    /** By an id before the value, as the serializers for Confluent's registry do. */
    CONFLUENT_VALUE,
    /** By an id in a header, as the newer ones do. */
    CONFLUENT_HEADER,
    /** By an id before the value, or in a header, as Apicurio's do. */
    APICURIO
}
