package io.alambic.core.safetensors;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;

/** The bytes of a file or of a buffer, of any length, without a copy of all of them. */
interface FileContent extends AutoCloseable {

    /** Returns the number of bytes. */
    long size();

    /**
     * Returns a view of a range, little-endian, which outlives this object.
     *
     * @param bytes at most {@link Integer#MAX_VALUE}
     */
    ByteBuffer view(long from, long bytes) throws IOException;

    /** Adds everything from a position on to a digest. */
    void digest(long from, MessageDigest into) throws IOException;

    @Override
    void close() throws IOException;

    /** A file, whose ranges are mapped: they take memory only while they are looked at. */
    static FileContent of(Path path) throws IOException {
        return new Mapped(FileChannel.open(path, StandardOpenOption.READ));
    }

    /** A buffer from position 0 to its limit. */
    static FileContent of(ByteBuffer content) {
        return new InMemory(content);
    }

    /** A file. */
    record Mapped(FileChannel channel, long size) implements FileContent {

        private static final int BLOCK = 1 << 18;

        Mapped(FileChannel channel) throws IOException {
            this(channel, channel.size());
        }

        @Override
        public ByteBuffer view(long from, long bytes) throws IOException {
            return bytes == 0
                    ? ByteBuffer.allocateDirect(0)
                    : channel.map(FileChannel.MapMode.READ_ONLY, from, bytes).order(ByteOrder.LITTLE_ENDIAN);
        }

        @Override
        public void digest(long from, MessageDigest into) throws IOException {
            ByteBuffer block = ByteBuffer.allocate((int) Math.min(BLOCK, size - from));
            long at = from;
            while (at < size) {
                int read = channel.read(block.clear(), at);
                if (read < 0) {
                    throw new IOException("the file became shorter while it was read");
                }
                into.update(block.flip());
                at += read;
            }
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /** A buffer. */
    record InMemory(ByteBuffer content) implements FileContent {

        @Override
        public long size() {
            return content.limit();
        }

        @Override
        public ByteBuffer view(long from, long bytes) {
            return content.slice(Math.toIntExact(from), Math.toIntExact(bytes)).order(ByteOrder.LITTLE_ENDIAN);
        }

        @Override
        public void digest(long from, MessageDigest into) {
            into.update(content.slice(Math.toIntExact(from), Math.toIntExact(size() - from)));
        }

        @Override
        public void close() {}
    }
}
