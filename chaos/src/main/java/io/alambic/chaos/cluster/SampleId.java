package io.alambic.chaos.cluster;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/** Ids of samples that end with a checksum of the sample's bytes, so that a sample which was taught under the id of another is found. */
public final class SampleId {

    private SampleId() {}

    /**
     * Returns the id of a sample.
     *
     * @param prefix of the topic
     * @param number of the sample on its topic
     * @param bytes of its tensor
     */
    static String of(String prefix, long number, ByteBuffer bytes) {
        return "%s-%d-%s".formatted(prefix, number, checksum(bytes));
    }

    /** Returns whether these bytes, which are read to their end, are those of the sample with an id. */
    public static boolean isOf(String id, ByteBuffer bytes) {
        return id.endsWith("-" + checksum(bytes));
    }

    private static String checksum(ByteBuffer bytes) {
        CRC32 checksum = new CRC32();
        checksum.update(bytes);
        return Long.toHexString(checksum.getValue());
    }
}
