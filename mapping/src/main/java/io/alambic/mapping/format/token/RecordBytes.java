package io.alambic.mapping.format.token;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A place in the bytes of a record, up to an end that no read passes. Little endian. Used by one thread. */
public final class RecordBytes {

    private static final int LONGEST_VARINT = 10;
    private static final int BITS_OF_VARINT_BYTE = 7;
    private static final int CONTINUES = 0x80;
    private static final int PAYLOAD = 0x7f;
    private static final int UNSIGNED = 0xff;

    private final byte[] bytes;
    private int position;
    private int end;

    /** The bytes from a place on. */
    public RecordBytes(byte[] bytes, int from) {
        this.bytes = bytes;
        this.position = from;
        this.end = bytes.length;
    }

    /** Returns the index of the next byte. */
    public int position() {
        return position;
    }

    /** Returns the index behind the last byte. */
    public int end() {
        return end;
    }

    /** Moves to a place in the bytes, and sets their end. */
    public void moveTo(int from, int to) {
        position = from;
        end = to;
    }

    /** Returns how many bytes are left. */
    public int remaining() {
        return end - position;
    }

    /**
     * Passes bytes; returns the index of the first of them.
     *
     * @throws IOException if fewer are left
     */
    public int skip(long length) throws IOException {
        if (length < 0 || length > remaining()) {
            throw new IOException("a value of %d bytes begins, of which %d are there".formatted(length, remaining()));
        }
        int start = position;
        position += (int) length;
        return start;
    }

    /** Returns the next byte, 0 to 255. */
    public int readByte() throws IOException {
        if (position == end) {
            throw new IOException("it ends in the middle of a value");
        }
        return bytes[position++] & UNSIGNED;
    }

    /** Returns a whole number of up to 64 bits, 7 in each byte. */
    public long readVarint() throws IOException {
        long value = 0;
        for (int index = 0; index < LONGEST_VARINT; index++) {
            int next = readByte();
            value |= (long) (next & PAYLOAD) << (index * BITS_OF_VARINT_BYTE);
            if ((next & CONTINUES) == 0) {
                return value;
            }
        }
        throw new IOException("a whole number takes more than %d bytes".formatted(LONGEST_VARINT));
    }

    /** Returns a whole number with its sign in the lowest bit. */
    public long readZigZag() throws IOException {
        long value = readVarint();
        return value >>> 1 ^ -(value & 1);
    }

    /** Returns 32 bits. */
    public int readInt() throws IOException {
        int start = skip(Integer.BYTES);
        return (bytes[start] & UNSIGNED)
                | ((bytes[start + 1] & UNSIGNED) << 8)
                | ((bytes[start + 2] & UNSIGNED) << 16)
                | bytes[start + 3] << 24;
    }

    /** Returns 64 bits. */
    public long readLong() throws IOException {
        long low = Integer.toUnsignedLong(readInt());
        return low | (long) readInt() << Integer.SIZE;
    }

    byte[] copy(int from, int length) {
        return Arrays.copyOfRange(bytes, from, from + length);
    }

    /**
     * Returns a text.
     *
     * @throws java.nio.charset.CharacterCodingException if it is not UTF-8
     */
    public String text(int from, int length) throws IOException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes, from, length))
                .toString();
    }
}
