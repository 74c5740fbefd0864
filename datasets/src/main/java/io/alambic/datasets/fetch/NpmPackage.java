package io.alambic.datasets.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import java.util.List;
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
public record NpmPackage(String npm, String name, String version) {

    /** Takes a file of the package. */
    @FunctionalInterface
    public interface Entry {

        /**
         * Takes one file.
         *
         * @param name within the package
         * @param content ends with the file
         */
        void take(String name, InputStream content) throws IOException;
    }

    /**
     * Downloads the package and writes some of its files into a folder.
     *
     * @param inside folder within the package that holds the files, ending in a slash
     * @param files names of the files
     * @throws IOException if npm is missing or fails; the message says why in a few words
     */
    public void extract(String inside, Collection<String> files, Path folder) throws IOException, InterruptedException {
        read(folder, (name, content) -> {
            String file = name.startsWith(inside) ? name.substring(inside.length()) : "";
            if (files.contains(file)) {
                Files.copy(content, folder.resolve(file), StandardCopyOption.REPLACE_EXISTING);
            }
        });
    }

    /**
     * Downloads the package and reads every file of it.
     *
     * @param folder for the archive, which is deleted afterwards
     * @throws IOException if npm is missing or fails; the message says why in a few words
     */
    public void read(Path folder, Entry entry) throws IOException, InterruptedException {
        Path tarball = pack(folder);
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new GZIPInputStream(Files.newInputStream(tarball), 1 << 16))) {
            for (TarArchiveEntry next = tar.getNextEntry(); next != null; next = tar.getNextEntry()) {
                if (next.isFile()) {
                    entry.take(next.getName(), tar);
                }
            }
        } finally {
            Files.deleteIfExists(tarball);
        }
    }

    private Path pack(Path folder) throws IOException, InterruptedException {
        String wanted = name + "@" + version;
        new Download(npm, List.of("pack", wanted), "npm err").run(folder);
        Path tarball =
                folder.resolve("%s-%s.tgz".formatted(name.replace("@", "").replace('/', '-'), version));
        if (!Files.isRegularFile(tarball)) {
            throw new IOException("npm delivered no " + wanted);
        }
        return tarball;
    }
}
