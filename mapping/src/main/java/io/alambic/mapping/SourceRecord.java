package io.alambic.mapping;

import java.util.Objects;
import java.util.function.Function;

/**
 * A record as it lies in its topic, or comes with a request.
 *
 * @param key null if there is none
 * @param value null for a tombstone
 * @param timestampMs milliseconds since the epoch
 * @param headers returns the value of the last header of a name; null if there is none
 */
public record SourceRecord(byte[] key, byte[] value, long timestampMs, Function<String, byte[]> headers) {

    public SourceRecord {
        Objects.requireNonNull(headers, "headers");
    }

    /** A record without key and headers. */
    public static SourceRecord of(byte[] value, long timestampMs) {
        return new SourceRecord(null, value, timestampMs, name -> null);
    }
}
