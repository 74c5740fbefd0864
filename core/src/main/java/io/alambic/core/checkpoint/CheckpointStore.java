package io.alambic.core.checkpoint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import io.alambic.core.evaluate.HoldoutFigures;
import io.alambic.core.safetensors.DamagedFileException;
import io.alambic.core.safetensors.SafetensorsFile;
import io.alambic.core.safetensors.SafetensorsWriter;
import io.alambic.core.search.Criterion;
import io.alambic.core.search.Roster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Checkpoints in a directory, one safetensors file each. A file is written aside, synced and renamed,
 * so that a crash at any moment leaves the newest whole one. What is found under the name of a checkpoint:
 *
 * <pre>
 *   torn, truncated or altered          set aside as *.damaged, the one before is used
 *   whole, but no checkpoint            set aside as *.foreign, the one before is used
 *   of another model, or newer format   refused: ForeignCheckpointException; nothing is touched
 * </pre>
 *
 * The newest are kept, and the best on the holdout. Used by one thread; {@link CheckpointLock} keeps other
 * processes out.
 */
public final class CheckpointStore {

    private static final int FORMAT_VERSION = 1;
    private static final String PREFIX = "checkpoint-";
    private static final String SUFFIX = ".safetensors";
    private static final String DAMAGED = ".damaged";
    private static final String FOREIGN = ".foreign";
    private static final String FORMAT = "alambic.checkpoint.format";
    private static final String MODEL = "alambic.checkpoint.model";
    private static final String VERSION = "alambic.checkpoint.version";
    private static final String LINEAGE = "alambic.checkpoint.lineage";
    private static final String ROSTER = "alambic.checkpoint.roster";
    private static final String FIGURES = "alambic.checkpoint.holdout";
    private static final Comparator<HoldoutFigures> BEST_FIRST = Criterion.AGREEMENT.bestFirst();

    private final Path directory;
    private final int keep;
    private final BiConsumer<Path, String> onSetAside;
    private final Gson gson =
            new GsonBuilder().serializeSpecialFloatingPointValues().create();
    private final Map<Path, Optional<HoldoutFigures>> figures = new HashMap<>();

    /**
     * A store in a directory, which is created where it does not exist; what a killed process left half
     * written is removed.
     *
     * @param keep how many of the newest checkpoints stay, at least 1; the best stays as well
     * @param onSetAside told the new name of each file that could not be used, and why
     * @throws IOException if the directory cannot be created or cleared
     */
    public CheckpointStore(Path directory, int keep, BiConsumer<Path, String> onSetAside) throws IOException {
        if (keep < 1) {
            throw new IllegalArgumentException("at least 1 checkpoint must be kept, but is " + keep);
        }
        this.directory = Files.createDirectories(directory);
        this.keep = keep;
        this.onSetAside = onSetAside;
        for (Path halfWritten : checkpoints(SUFFIX + SafetensorsWriter.TEMPORARY)) {
            Files.delete(halfWritten);
        }
    }

    /**
     * Writes a checkpoint and removes those that are not to be kept. Those of a later step were given up by
     * a roll back, and go.
     *
     * @return the file
     * @throws IOException if it could not be written; the earlier ones are then as they were
     */
    public Path save(Checkpoint checkpoint) throws IOException {
        Map<String, String> metadata = new HashMap<>(Map.of(
                FORMAT, Integer.toString(FORMAT_VERSION),
                MODEL, checkpoint.model(),
                VERSION, Long.toString(checkpoint.version()),
                LINEAGE, gson.toJson(checkpoint.lineage())));
        checkpoint.roster().ifPresent(roster -> metadata.put(ROSTER, gson.toJson(roster)));
        checkpoint.figures().ifPresent(judged -> metadata.put(FIGURES, gson.toJson(judged)));
        Path file = directory.resolve(
                PREFIX + "%012d".formatted(checkpoint.lineage().step()) + SUFFIX);
        SafetensorsWriter.write(file, metadata, checkpoint.state());
        figures.put(file, checkpoint.figures());
        prune(file);
        return file;
    }

    private void prune(Path saved) throws IOException {
        List<Path> files = checkpoints(SUFFIX);
        int at = files.indexOf(saved);
        List<Path> kept = new ArrayList<>(files.subList(at, Math.min(at + keep, files.size())));
        best(files.subList(at, files.size())).ifPresent(kept::add);
        for (Path file : files) {
            if (!kept.contains(file)) {
                Files.deleteIfExists(file);
                figures.remove(file);
            }
        }
    }

    /**
     * The best of those that were judged by at least half as many samples as the newest of them: an early
     * one that agreed on all of three samples is none.
     */
    private Optional<Path> best(List<Path> newestFirst) {
        List<Path> judged =
                newestFirst.stream().filter(file -> figures(file).isPresent()).toList();
        return judged.stream()
                .filter(file -> 2 * figures(file).orElseThrow().samples()
                        >= figures(judged.get(0)).orElseThrow().samples())
                .min(Comparator.comparing(file -> figures(file).orElseThrow(), BEST_FIRST));
    }

    private Optional<HoldoutFigures> figures(Path file) {
        return figures.computeIfAbsent(file, unread -> {
            try {
                return figures(SafetensorsFile.read(file).metadata());
            } catch (IOException | RuntimeException e) {
                return Optional.empty();
            }
        });
    }

    private Optional<HoldoutFigures> figures(Map<String, String> metadata) {
        return Optional.ofNullable(metadata.get(FIGURES)).map(json -> gson.fromJson(json, HoldoutFigures.class));
    }

    /**
     * Looks whether the newest whole checkpoint can be restored, without restoring it.
     *
     * @param model fingerprint that it must have
     * @throws ForeignCheckpointException if it is of another model or of a newer format
     * @throws IOException if the directory cannot be read
     */
    public void requireRestorable(String model) throws IOException {
        find(model, metadata -> true);
    }

    /**
     * The newest whole checkpoint of a model.
     *
     * @param model fingerprint that the checkpoint must have
     * @param manager owns the arrays of the returned state
     * @throws ForeignCheckpointException if it is of another model or of a newer format
     * @throws IOException if the directory cannot be read
     */
    public Optional<Checkpoint> newest(String model, NDManager manager) throws IOException {
        return find(model, checkpoint -> true).map(found -> found.withState(manager));
    }

    /** As {@link #newest}, but of those whose weights were promoted. */
    public Optional<Checkpoint> newestPromoted(String model, NDManager manager) throws IOException {
        return find(model, checkpoint -> checkpoint.figures().isPresent()).map(found -> found.withState(manager));
    }

    /** A checkpoint of which only the arrays are not made yet. */
    private record Found(SafetensorsFile file, Checkpoint stateless) {

        Checkpoint withState(NDManager manager) {
            Map<String, NDArray> state = new LinkedHashMap<>();
            file.tensors().forEach((name, entry) -> state.put(name, entry.toArray(manager)));
            return new Checkpoint(
                    stateless.model(),
                    stateless.version(),
                    stateless.lineage(),
                    state,
                    stateless.roster(),
                    stateless.figures());
        }
    }

    private Optional<Found> find(String model, Predicate<Checkpoint> wanted) throws IOException {
        for (Path path : checkpoints(SUFFIX)) {
            try {
                SafetensorsFile file = SafetensorsFile.read(path);
                if (file.metadata().get(FORMAT) == null) {
                    setAside(path, FOREIGN, "a safetensors file, but no checkpoint: it has no " + FORMAT);
                } else {
                    Checkpoint checkpoint = read(path, file.metadata(), model);
                    if (wanted.test(checkpoint)) {
                        return Optional.of(new Found(file, checkpoint));
                    }
                }
            } catch (DamagedFileException e) {
                setAside(path, DAMAGED, e.getMessage());
            }
        }
        return Optional.empty();
    }

    private Checkpoint read(Path path, Map<String, String> metadata, String model) throws IOException {
        String format = metadata.get(FORMAT);
        if (!Integer.toString(FORMAT_VERSION).equals(format)) {
            throw ForeignCheckpointException.ofFormat(path, format, FORMAT_VERSION);
        }
        if (!model.equals(metadata.get(MODEL))) {
            throw ForeignCheckpointException.ofModel(path, metadata.get(MODEL), model);
        }
        try {
            return new Checkpoint(
                    model,
                    Long.parseLong(metadata.get(VERSION)),
                    Objects.requireNonNull(gson.fromJson(metadata.get(LINEAGE), Lineage.class), "no lineage"),
                    Map.of(),
                    Optional.ofNullable(metadata.get(ROSTER)).map(json -> gson.fromJson(json, Roster.class)),
                    figures(metadata));
        } catch (RuntimeException e) {
            throw new DamagedFileException("its metadata cannot be read: " + e.getMessage(), e);
        }
    }

    private void setAside(Path file, String suffix, String reason) throws IOException {
        Path aside = file.resolveSibling(file.getFileName() + suffix);
        Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
        onSetAside.accept(aside, reason);
    }

    /** Newest first. */
    private List<Path> checkpoints(String suffix) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> {
                        String name = file.getFileName().toString();
                        return name.startsWith(PREFIX) && name.endsWith(suffix) && Files.isRegularFile(file);
                    })
                    .sorted(Comparator.reverseOrder())
                    .toList();
        }
    }
}
