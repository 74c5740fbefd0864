package io.alambic.testing;

import io.alambic.launch.Jvm;
import io.alambic.launch.ServiceDefaults;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;

/** Records the archive of a service's classes once for each build of the service, as {@code ./alambic} does. */
final class ClassArchive {

    private static final Jvm JVM = new Jvm(256);
    private static final Map<String, String> SHORT = Map.of("alambic.rehearsal.seconds", "1");

    private ClassArchive() {}

    /**
     * Records the archive of this build next to the jar if it is missing.
     *
     * @throws IllegalStateException with the output of the service if its rehearsal does not exit with code 0
     */
    static synchronized void require(Path jar) {
        Path archive = jar.resolveSibling(ServiceDefaults.CLASS_ARCHIVE);
        try {
            if (!Files.exists(archive)
                    || Files.getLastModifiedTime(archive).compareTo(Files.getLastModifiedTime(jar)) < 0) {
                Files.deleteIfExists(archive);
                record(jar, archive);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the archive of classes was recorded", e);
        }
    }

    private static void record(Path jar, Path archive) throws IOException, InterruptedException {
        Path fresh = archive.resolveSibling(
                archive.getFileName() + "-" + ProcessHandle.current().pid());
        Path log = Files.createTempFile("rehearsal", ".log");
        try {
            List<String> command = JVM.with("-XX:ArchiveClassesAtExit=" + fresh).jar(jar, SHORT, List.of("rehearse"));
            int code = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start()
                    .waitFor();
            if (code != 0) {
                throw new IllegalStateException(
                        "the rehearsal ended with %d:%n%s".formatted(code, Files.readString(log)));
            }
            Files.move(fresh, archive, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
            Files.delete(log);
        }
    }
}
