package io.alambic.core.checkpoint;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Reserves a checkpoint folder for one process until the process ends. The empty file {@value #FILE} remains.
 */
public final class CheckpointLock implements AutoCloseable {

    private static final String FILE = "lock";

    private final FileChannel channel;

    private CheckpointLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Locks a folder, which is created if it does not exist.
     *
     * @throws IOException saying so if another student has it, or if it cannot be written to
     */
    public static CheckpointLock take(Path directory) throws IOException {
        Files.createDirectories(directory);
        FileChannel channel =
                FileChannel.open(directory.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            requireHeld(channel.tryLock());
            return new CheckpointLock(channel);
        } catch (OverlappingFileLockException e) {
            channel.close();
            throw taken();
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private static void requireHeld(FileLock lock) throws IOException {
        if (lock == null) {
            throw taken();
        }
    }

    private static IOException taken() {
        return new IOException("another student keeps its checkpoints there; each needs a folder of its own");
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
