package io.alambic.core.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Keeps the newest version number in use, in a file of its own beside the checkpoints: versions are numbered before the first
 * checkpoint exists, and while none can be written. Used by one thread.
 */
public final class ReservedVersions {

    private static final String NAME = "versions";

    private final Path file;

    ReservedVersions(Path directory) {
        this.file = directory.resolve(NAME);
    }

    /**
     * Returns the newest reserved number; 0 if there is none.
     *
     * @throws IOException if the file cannot be read, or holds no number
     */
    public long newest() throws IOException {
        try {
            return Long.parseLong(Files.readString(file).strip());
        } catch (NoSuchFileException e) {
            return 0;
        } catch (NumberFormatException e) {
            throw new IOException("'%s' holds no number".formatted(file), e);
        }
    }

    /**
     * Writes the number aside, syncs it and renames it.
     *
     * @throws IOException if it could not be written; the one before then stands
     */
    public void reserve(long version) throws IOException {
        Path aside = file.resolveSibling(NAME + ".tmp");
        byte[] text = (version + "\n").getBytes(StandardCharsets.UTF_8);
        try (FileChannel channel = FileChannel.open(
                aside, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            channel.write(ByteBuffer.wrap(text));
            channel.force(true);
        }
        Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel directory = FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            directory.force(true);
        }
    }
}
