package io.alambic.kafka;

import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** Reads headers of records. */
public final class HeaderValues {

    private HeaderValues() {}

    /** Returns the value of the last header of a name; null if there is none. */
    public static byte[] last(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null ? null : header.value();
    }
}
