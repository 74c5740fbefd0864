package io.alambic.datasets.fetch;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * A data set on this machine: downloaded once, verified by SHA-256 on every use, and either complete or absent.
 *
 * @param title name of the data set in messages to the user
 * @param folder that holds the files
 * @param sources to try, in order
 * @param digests SHA-256 of each uncompressed file
 * @param instead what the user can do if no source delivers, such as "give a folder ..."
 */
public record DataCache(
        String title, Path folder, List<DataSource> sources, Map<String, String> digests, String instead) {

    /**
     * Returns the folder of the cached files, after downloading them if they are missing or damaged.
     *
     * @param say receives progress messages
     * @throws DataSetException if no source delivered the files
     * @throws InterruptedException if the thread was interrupted while waiting
     */
    public Path get(Consumer<String> say) throws InterruptedException {
        try {
            if (defect(folder) == null) {
                return folder;
            }
            Files.createDirectories(folder.toAbsolutePath().getParent());
            List<String> failures = new ArrayList<>();
            for (DataSource source : sources) {
                say.accept("fetching %s from %s".formatted(title, source.name()));
                String failure = fetch(source);
                if (failure == null) {
                    return folder;
                }
                failures.add(source.name() + ": " + failure);
            }
            throw new DataSetException(
                    "%s could not be had (%s); %s.".formatted(title, String.join("; ", failures), instead));
        } catch (IOException e) {
            throw new DataSetException("The data cache %s cannot be used (%s).".formatted(folder, e.getMessage()), e);
        }
    }

    /** Returns why the source failed, or null if it succeeded. */
    private String fetch(DataSource source) throws IOException, InterruptedException {
        Path fresh = Files.createTempDirectory(folder.toAbsolutePath().getParent(), "data-");
        try {
            source.fetchInto(fresh);
            String defect = defect(fresh);
            if (defect == null) {
                deleteTree(folder);
                Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
            }
            return defect;
        } catch (IOException e) {
            return e.getMessage();
        } finally {
            deleteTree(fresh);
        }
    }

    private String defect(Path folder) throws IOException {
        for (String name : new TreeSet<>(digests.keySet())) {
            Path file = folder.resolve(name);
            if (!Files.isRegularFile(file)) {
                return name + " is missing";
            }
            String digest = Digest.of(file);
            if (!digest.equals(digests.get(name))) {
                return "%s has SHA-256 %s instead of %s".formatted(name, digest, digests.get(name));
            }
        }
        return null;
    }

    private static void deleteTree(Path folder) throws IOException {
        if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            MoreFiles.deleteRecursively(folder, RecursiveDeleteOption.ALLOW_INSECURE);
        }
    }
}
