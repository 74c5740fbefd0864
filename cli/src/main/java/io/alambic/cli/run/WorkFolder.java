package io.alambic.cli.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.alambic.cli.FileTrees;
import io.alambic.cli.UserError;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The folder of a run. Taking it locks out other runs, and removes the logs and the report of the previous one.
 *
 * <pre>
 *   logs/            one file for each process
 *   run/             the broker's log, checkpoints, state
 *   endpoints.json   addresses, while the services run
 *   report.json      the report, once the run is done
 * </pre>
 */
public final class WorkFolder implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final Path folder;
    private final FileChannel lockFile;

    private WorkFolder(Path folder, FileChannel lockFile) {
        this.folder = folder;
        this.lockFile = lockFile;
    }

    /**
     * Takes the folder for a run that begins anew, without the state of the previous one.
     *
     * @throws UserError if another run uses it, or it cannot be written
     */
    public static WorkFolder take(Path folder) {
        return take(folder, true);
    }

    /**
     * Takes the folder for a run that goes on where the previous one ended.
     *
     * @throws UserError if another run uses it, or it cannot be written
     */
    public static WorkFolder resume(Path folder) {
        return take(folder, false);
    }

    private static WorkFolder take(Path folder, boolean anew) {
        try {
            Files.createDirectories(folder);
            FileChannel lockFile =
                    FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!lock(lockFile)) {
                lockFile.close();
                throw new UserError(
                        "Another run uses %s; stop it, or give another folder with --work.".formatted(folder));
            }
            WorkFolder work = new WorkFolder(folder, lockFile);
            if (anew) {
                FileTrees.deleteTree(folder.resolve("run"));
            }
            work.clear();
            return work;
        } catch (IOException e) {
            throw new UserError("The work folder %s cannot be used (%s).".formatted(folder, e.getMessage()), e);
        }
    }

    private static boolean lock(FileChannel file) throws IOException {
        try {
            FileLock lock = file.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private void clear() throws IOException {
        Files.deleteIfExists(endpoints());
        Files.deleteIfExists(report());
        FileTrees.deleteTree(folder.resolve("logs"));
        Files.createDirectories(folder.resolve("run"));
        Files.createDirectories(folder.resolve("logs"));
    }

    /** Returns the log file of a process. */
    public Path log(String process) {
        return folder.resolve("logs").resolve(process + ".log");
    }

    /** Returns a folder of the run's state. */
    public Path run(String name) {
        return folder.resolve("run").resolve(name);
    }

    /** Returns the folder of a student's checkpoints. */
    public Path checkpoints(String student) {
        return run("checkpoints-" + student);
    }

    public Path endpoints() {
        return folder.resolve("endpoints.json");
    }

    public Path report() {
        return folder.resolve("report.json");
    }

    /** Writes a value as JSON atomically. */
    public void write(Path file, Object value) {
        try {
            FileTrees.write(file, JSON.writeValueAsString(value) + "\n");
        } catch (IOException e) {
            throw new UserError("%s cannot be written (%s).".formatted(file, e.getMessage()), e);
        }
    }

    /** Deletes the files that are not needed after a successful run: the broker's log, and state. */
    public void discardRecords() throws IOException {
        FileTrees.deleteTree(run("kafka"));
        FileTrees.deleteTree(run("teacher-state"));
    }

    /** Releases the folder and deletes the addresses, which are no longer valid. */
    @Override
    public void close() throws IOException {
        Files.deleteIfExists(endpoints());
        lockFile.close();
    }
}
