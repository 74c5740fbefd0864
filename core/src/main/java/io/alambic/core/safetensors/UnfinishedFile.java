package io.alambic.core.safetensors;

import ai.djl.ndarray.NDArray;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Iterator;
import java.util.Map;

/**
 * A safetensors file that holds all of its content, but has neither its digest nor its name, and is not synced. Its arrays may change
 * from here on. {@link #finish()}, once and on any thread, does the rest, which takes longest.
 */
public final class UnfinishedFile {

    private final Path target;
    private final Path temporary;
    private final byte[] header;

    private UnfinishedFile(Path target, Path temporary, byte[] header) {
        this.target = target;
        this.temporary = temporary;
        this.header = header;
    }

    /**
     * Writes arrays and metadata to a temporary file beside the target.
     *
     * @throws IOException if it cannot be written
     */
    public static UnfinishedFile write(Path target, Map<String, String> metadata, Map<String, NDArray> arrays)
            throws IOException {
        SafetensorsContent content = SafetensorsContent.withoutDigest(metadata, arrays);
        UnfinishedFile file = new UnfinishedFile(
                target, target.resolveSibling(target.getFileName() + SafetensorsWriter.TEMPORARY), content.header());
        try (FileChannel channel = FileChannel.open(
                file.temporary,
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
            Iterator<ByteBuffer> parts = content.parts();
            while (parts.hasNext()) {
                ByteBuffer part = parts.next();
                while (part.hasRemaining()) {
                    channel.write(part);
                }
            }
            return file;
        } catch (IOException e) {
            throw file.removed(e);
        }
    }

    /**
     * Enters the digest, syncs the file and renames it.
     *
     * @return SHA-256 of the content in hexadecimal
     * @throws IOException if that is not possible; the target is then as it was
     */
    public String finish() throws IOException {
        try {
            String digest = enterDigestAndSync();
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            syncDirectory(target.toAbsolutePath().getParent());
            return digest;
        } catch (IOException e) {
            throw removed(e);
        }
    }

    private String enterDigestAndSync() throws IOException {
        try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            String digest = Digests.of(header, new FileContent.Mapped(channel));
            byte[] signed = new String(header, StandardCharsets.ISO_8859_1)
                    .replace(SafetensorsContent.digestEntry(Digests.BLANK), SafetensorsContent.digestEntry(digest))
                    .getBytes(StandardCharsets.ISO_8859_1);
            ByteBuffer rest = ByteBuffer.wrap(signed);
            while (rest.hasRemaining()) {
                channel.write(rest, Long.BYTES + rest.position());
            }
            channel.force(true);
            return digest;
        }
    }

    private IOException removed(IOException reason) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException left) {
            reason.addSuppressed(left);
        }
        return reason;
    }

    /** Makes the rename durable. */
    private static void syncDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
