package io.alambic.core.checkpoint;

import ai.djl.ndarray.NDManager;
import io.alambic.core.figures.HoldoutFigures;
import io.alambic.core.safetensors.DamagedFileException;
import io.alambic.core.safetensors.UnfinishedFile;
import io.alambic.core.search.Criterion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/**
 * Checkpoints in a directory, one safetensors file each. A file is written aside, synced and renamed,
 * so that a crash at any moment leaves the newest whole one. A file with the name of a checkpoint is treated by its content:
 *
 * <pre>
 *   torn, truncated or altered          set aside as *.damaged, the one before is used
 *   whole, but no checkpoint            set aside as *.foreign, the one before is used
 *   of another model, or newer format   refused: ForeignCheckpointException; nothing is touched
 * </pre>
 *
 * The newest are kept, and the best on the holdout; so is a file whose header cannot be read for now. Used by one thread; {@link CheckpointLock} keeps other
 * processes out.
 */
public final class CheckpointStore {

    private static final String DAMAGED = ".damaged";
    private static final String FOREIGN = ".foreign";
    private static final Comparator<HoldoutFigures> BEST_FIRST = Criterion.DECISIVE.bestFirst();

    private final Path directory;
    private final int keep;
    private final BiConsumer<Path, String> onSetAside;
    private final Map<Path, Optional<HoldoutFigures>> figures = new HashMap<>();

    /**
     * Opens a directory, which is created if it does not exist. Incomplete files of killed processes are removed.
     *
     * @param keep number of the newest checkpoints to keep, at least 1; the best is kept as well
     * @param onSetAside receives the new name of each unusable file, and the reason
     * @throws IOException if the directory cannot be created or cleared
     */
    public CheckpointStore(Path directory, int keep, BiConsumer<Path, String> onSetAside) throws IOException {
        if (keep < 1) {
            throw new IllegalArgumentException("at least 1 checkpoint must be kept, but is " + keep);
        }
        this.directory = Files.createDirectories(directory);
        this.keep = keep;
        this.onSetAside = onSetAside;
        for (Path halfWritten : CheckpointFile.listHalfWritten(directory)) {
            Files.delete(halfWritten);
        }
    }

    /** A checkpoint whose arrays are written, and may change. It is found once it is finished. */
    @FunctionalInterface
    public interface Unfinished {

        /**
         * Makes the checkpoint durable and removes those that are no longer kept. Checkpoints of a later step were given up by a roll
         * back, and are removed. Any thread may call it, while no other uses the store.
         *
         * @return the file
         * @throws IOException if it could not be written; the earlier ones are then as they were
         */
        Path finish() throws IOException;
    }

    /**
     * Writes a checkpoint at once.
     *
     * @return the file
     * @throws IOException if it could not be written; the earlier ones are then as they were
     */
    public Path save(Checkpoint checkpoint) throws IOException {
        return begin(checkpoint).finish();
    }

    /**
     * Writes the arrays of a checkpoint aside.
     *
     * @throws IOException if they could not be written; the earlier ones are then as they were
     */
    public Unfinished begin(Checkpoint checkpoint) throws IOException {
        Path path = CheckpointFile.path(directory, checkpoint);
        UnfinishedFile file = CheckpointFile.write(path, checkpoint);
        return () -> {
            file.finish();
            figures.put(path, checkpoint.figures());
            prune(path);
            return path;
        };
    }

    private void prune(Path saved) throws IOException {
        List<Path> files = CheckpointFile.list(directory);
        int at = files.indexOf(saved);
        List<Path> kept = new ArrayList<>(files.subList(at, Math.min(at + keep, files.size())));
        List<Path> readable = new ArrayList<>();
        for (Path file : files.subList(at, files.size())) {
            (readFigures(file) ? readable : kept).add(file);
        }
        best(readable).ifPresent(kept::add);
        for (Path file : files) {
            if (!kept.contains(file)) {
                Files.deleteIfExists(file);
                figures.remove(file);
            }
        }
    }

    /**
     * Returns the best checkpoint among those that were judged on at least half as many samples as the newest. So an early one
     * that agreed on all of three samples does not count.
     */
    private Optional<Path> best(List<Path> newestFirst) {
        List<Path> judged = newestFirst.stream()
                .filter(file -> figures.get(file).isPresent())
                .toList();
        return judged.stream()
                .filter(file -> 2 * figures.get(file).orElseThrow().samples()
                        >= figures.get(judged.get(0)).orElseThrow().samples())
                .min(Comparator.comparing(file -> figures.get(file).orElseThrow(), BEST_FIRST));
    }

    /** Returns whether the figures of a file are known or can be read. */
    private boolean readFigures(Path path) {
        if (!figures.containsKey(path)) {
            try {
                figures.put(path, CheckpointFile.readHeader(path).figures());
            } catch (IOException e) {
                return false;
            }
        }
        return true;
    }

    /** Returns the version numbers that may be in use, whatever became of the checkpoints. */
    public ReservedVersions versions() {
        return new ReservedVersions(directory);
    }

    /**
     * Checks whether the newest whole checkpoint can be restored, without restoring it.
     *
     * @param model fingerprint that it must have
     * @throws ForeignCheckpointException if it is of another model or of a newer format
     * @throws IOException if the directory cannot be read
     */
    public void requireRestorable(String model) throws IOException {
        find(model, checkpoint -> true);
    }

    /**
     * Returns the newest whole checkpoint of a model.
     *
     * @param model fingerprint that the checkpoint must have
     * @param manager owns the arrays of the returned state
     * @throws ForeignCheckpointException if it is of another model or of a newer format
     * @throws IOException if the directory cannot be read
     */
    public Optional<Checkpoint> newest(String model, NDManager manager) throws IOException {
        return find(model, checkpoint -> true).map(found -> found.toCheckpoint(manager));
    }

    /** Like {@link #newest}, among those whose weights were promoted. */
    public Optional<Checkpoint> newestPromoted(String model, NDManager manager) throws IOException {
        return find(model, checkpoint -> checkpoint.figures().isPresent()).map(found -> found.toCheckpoint(manager));
    }

    private Optional<CheckpointFile> find(String model, Predicate<CheckpointFile> wanted) throws IOException {
        for (Path path : CheckpointFile.list(directory)) {
            try {
                CheckpointFile file = CheckpointFile.read(path);
                if (!file.model().equals(model)) {
                    throw ForeignCheckpointException.ofModel(path, file.model(), model);
                }
                if (wanted.test(file)) {
                    return Optional.of(file);
                }
            } catch (NoCheckpointException e) {
                setAside(path, FOREIGN, e.getMessage());
            } catch (DamagedFileException e) {
                setAside(path, DAMAGED, e.getMessage());
            }
        }
        return Optional.empty();
    }

    private void setAside(Path file, String suffix, String reason) throws IOException {
        Path aside = file.resolveSibling(file.getFileName() + suffix);
        Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
        onSetAside.accept(aside, reason);
    }
}
