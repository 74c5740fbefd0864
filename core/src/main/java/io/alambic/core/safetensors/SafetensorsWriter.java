package io.alambic.core.safetensors;

import ai.djl.ndarray.NDArray;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Iterator;
import java.util.Map;

/** Writes safetensors files so that a reader finds either the whole file or none. */
public final class SafetensorsWriter {

    /** Suffix of the name of an incomplete file. */
    public static final String TEMPORARY = ".tmp";

    private SafetensorsWriter() {}

    /**
     * Writes arrays and metadata to a temporary file beside the target, syncs it, and renames it.
     *
     * @return SHA-256 of the content in hexadecimal
     * @throws IOException if the file cannot be written; the target is then as it was
     */
    public static String write(Path target, Map<String, String> metadata, Map<String, NDArray> arrays)
            throws IOException {
        SafetensorsContent content = new SafetensorsContent(metadata, arrays);
        Path temporary = target.resolveSibling(target.getFileName() + TEMPORARY);
        try {
            writeAndSync(temporary, content);
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            try {
                Files.deleteIfExists(temporary);
            } catch (IOException left) {
                e.addSuppressed(left);
            }
            throw e;
        }
        syncDirectory(target.toAbsolutePath().getParent());
        return content.digest();
    }

    private static void writeAndSync(Path path, SafetensorsContent content) throws IOException {
        try (FileChannel channel = FileChannel.open(
                path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            Iterator<ByteBuffer> parts = content.parts();
            while (parts.hasNext()) {
                writeFully(channel, parts.next());
            }
            channel.force(true);
        }
    }

    private static void writeFully(FileChannel channel, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    /** Makes the rename durable. */
    private static void syncDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
