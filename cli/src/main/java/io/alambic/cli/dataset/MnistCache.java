package io.alambic.cli.dataset;

import io.alambic.cli.FileTrees;
import io.alambic.cli.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * MNIST on this machine: fetched once, checked by SHA-256 every time, and complete or absent.
 *
 * @param folder where the four files are kept
 * @param sources where they can be had, in the order in which to ask
 * @param digests SHA-256 of each un-gzipped file
 */
public record MnistCache(Path folder, List<MnistSource> sources, Map<String, String> digests) {

    /** SHA-256 of MNIST's four un-gzipped files. */
    static final Map<String, String> MNIST = Map.of(
            IdxFolder.TRAIN_IMAGES, "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
            IdxFolder.TRAIN_LABELS, "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
            IdxFolder.TEST_IMAGES, "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
            IdxFolder.TEST_LABELS, "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2");

    /**
     * The cached files, fetched first where they are missing or damaged.
     *
     * @param say told what is being done
     * @throws UserError if no source could deliver
     * @throws InterruptedException if the thread was interrupted while waiting
     */
    public IdxFolder get(Consumer<String> say) throws InterruptedException {
        try {
            if (defect(folder) == null) {
                return new IdxFolder(folder);
            }
            Files.createDirectories(folder.toAbsolutePath().getParent());
            List<String> failures = new ArrayList<>();
            for (MnistSource source : sources) {
                say.accept("fetching MNIST from " + source.name());
                String failure = fetch(source);
                if (failure == null) {
                    return new IdxFolder(folder);
                }
                failures.add(source.name() + ": " + failure);
            }
            throw new UserError("MNIST could not be had (%s); give a folder with its IDX files with --data DIR."
                    .formatted(String.join("; ", failures)));
        } catch (IOException e) {
            throw new UserError("The data cache %s cannot be used (%s).".formatted(folder, e.getMessage()), e);
        }
    }

    /** Why the source did not deliver, or null where it did. */
    private String fetch(MnistSource source) throws IOException, InterruptedException {
        Path fresh = Files.createTempDirectory(folder.toAbsolutePath().getParent(), "mnist-");
        try {
            source.fetchInto(fresh);
            String defect = defect(fresh);
            if (defect == null) {
                FileTrees.deleteTree(folder);
                Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
            }
            return defect;
        } catch (IOException e) {
            return e.getMessage();
        } finally {
            FileTrees.deleteTree(fresh);
        }
    }

    private String defect(Path folder) throws IOException {
        for (String name : IdxFolder.FILES) {
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
}
