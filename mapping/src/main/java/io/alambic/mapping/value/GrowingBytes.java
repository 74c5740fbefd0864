package io.alambic.mapping.value;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.util.Arrays;

/** Bytes whose number is not known in advance, up to a limit. Used by one thread. */
public final class GrowingBytes {

    private static final byte[] NONE = {};

    private final int limit;
    private byte[] bytes = NONE;

    /**
     * No bytes yet.
     *
     * @param limit most bytes
     */
    public GrowingBytes(int limit) {
        this.limit = limit;
    }

    /** Forgets all bytes; those that were {@linkplain #first wrapped} stay. */
    public void clear() {
        bytes = NONE;
    }

    /** Makes room for the bytes before an index; returns false if this is beyond the limit. */
    public boolean ensure(long end) {
        if (end <= bytes.length) {
            return true;
        }
        if (end > limit) {
            return false;
        }
        bytes = Arrays.copyOf(bytes, (int) Math.max(end, Math.min(limit, 2L * bytes.length)));
        return true;
    }

    byte[] array() {
        return bytes;
    }

    /** Copies bytes of another one, for which there is room. */
    public void copy(GrowingBytes from, int index, int length, int to) {
        System.arraycopy(from.bytes, index, bytes, to, length);
    }

    /** Returns the first bytes, which must not change any more. */
    public ByteString first(int length) {
        return UnsafeByteOperations.unsafeWrap(bytes, 0, length);
    }
}
