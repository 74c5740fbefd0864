package io.alambic.datasets;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads the files of a tar stream one after the other; enough of the format for npm's packages. Not thread safe. */
final class Tar {

    private static final int BLOCK = 512;
    private static final int NAME_BYTES = 100;
    private static final int SIZE_AT = 124;
    private static final int SIZE_BYTES = 12;
    private static final int OCTAL = 8;

    private final InputStream in;
    private long unread;
    private long padding;

    Tar(InputStream in) {
        this.in = in;
    }

    /** A file in the archive. */
    record Entry(String name, long size) {}

    /** The next entry, or null at the end of the archive; what the last one left unread is skipped. */
    Entry next() throws IOException {
        in.skipNBytes(unread + padding);
        byte[] header = in.readNBytes(BLOCK);
        if (header.length == 0 || header[0] == 0) {
            unread = 0;
            padding = 0;
            return null;
        }
        if (header.length < BLOCK) {
            throw new EOFException("the archive is cut short");
        }
        unread = size(text(header, SIZE_AT, SIZE_BYTES));
        padding = (BLOCK - unread % BLOCK) % BLOCK;
        return new Entry(text(header, 0, NAME_BYTES), unread);
    }

    /** Writes the current entry to a file. */
    void copyTo(Path file) throws IOException {
        byte[] chunk = new byte[1 << 16];
        try (OutputStream out = Files.newOutputStream(file)) {
            while (unread > 0) {
                int n = in.read(chunk, 0, (int) Math.min(chunk.length, unread));
                if (n < 0) {
                    throw new EOFException("the archive is cut short");
                }
                out.write(chunk, 0, n);
                unread -= n;
            }
        }
    }

    private static long size(String octal) throws IOException {
        try {
            return Long.parseLong(octal.strip(), OCTAL);
        } catch (NumberFormatException e) {
            throw new IOException("the archive is damaged", e);
        }
    }

    private static String text(byte[] header, int from, int length) {
        int end = from;
        while (end < from + length && header[end] != 0) {
            end++;
        }
        return new String(header, from, end - from, StandardCharsets.UTF_8);
    }
}
