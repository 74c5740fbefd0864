package io.alambic.mapping.schema;

/**
 * The schema of a record.
 *
 * @param framing how the record names it
 * @param from index of the first byte of the value behind the id
 * @param behindId what stands behind the id where that is in a header
 * @param <S> a schema
 */
public record WrittenWith<S>(S schema, Framing framing, int from, byte[] behindId) {}
