package io.alambic.core.checkpoint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.google.gson.Gson;
import io.alambic.core.safetensors.DamagedFileException;
import io.alambic.core.safetensors.SafetensorsFile;
import io.alambic.core.safetensors.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/**
 * Checkpoints in a directory, one safetensors file each. A file is written aside, synced and renamed,
 * so that a crash at any moment leaves the newest whole one; damaged or foreign files are set aside
 * under another name and the one before is used. Used by one thread.
 */
public final class CheckpointStore {

    private static final int FORMAT_VERSION = 1;
    private static final String PREFIX = "checkpoint-";
    private static final String SUFFIX = ".safetensors";
    private static final String SET_ASIDE = ".damaged";
    private static final String FORMAT = "alambic.checkpoint.format";
    private static final String MODEL = "alambic.checkpoint.model";
    private static final String VERSION = "alambic.checkpoint.version";
    private static final String LINEAGE = "alambic.checkpoint.lineage";

    private final Path directory;
    private final int keep;
    private final BiConsumer<Path, String> onSetAside;
    private final Gson gson = new Gson();

    /**
     * A store in a directory, which is created where it does not exist; what a killed process left half
     * written is removed.
     *
     * @param keep how many checkpoints stay, at least 1
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
     * Writes a checkpoint and removes those beyond the number to keep.
     *
     * @return the file
     * @throws IOException if it could not be written; the earlier ones are then as they were
     */
    public Path save(Checkpoint checkpoint) throws IOException {
        Map<String, String> metadata = Map.of(
                FORMAT, Integer.toString(FORMAT_VERSION),
                MODEL, checkpoint.model(),
                VERSION, Long.toString(checkpoint.version()),
                LINEAGE, gson.toJson(checkpoint.lineage()));
        Path file = directory.resolve(
                PREFIX + "%012d".formatted(checkpoint.lineage().step()) + SUFFIX);
        SafetensorsWriter.write(file, metadata, checkpoint.state());
        List<Path> files = checkpoints(SUFFIX);
        for (Path old : files.subList(Math.min(keep, files.size()), files.size())) {
            Files.deleteIfExists(old);
        }
        return file;
    }

    /**
     * The newest whole checkpoint of a model.
     *
     * @param model fingerprint that the checkpoint must have
     * @param manager owns the arrays of the returned state
     * @throws IOException if the directory cannot be read
     */
    public Optional<Checkpoint> newest(String model, NDManager manager) throws IOException {
        for (Path file : checkpoints(SUFFIX)) {
            try {
                return Optional.of(restore(SafetensorsFile.read(file), model, manager));
            } catch (DamagedFileException | ForeignCheckpointException e) {
                setAside(file, e.getMessage());
            }
        }
        return Optional.empty();
    }

    private Checkpoint restore(SafetensorsFile file, String model, NDManager manager)
            throws DamagedFileException, ForeignCheckpointException {
        Map<String, String> metadata = file.metadata();
        String format = metadata.get(FORMAT);
        if (!Integer.toString(FORMAT_VERSION).equals(format)) {
            throw new ForeignCheckpointException(
                    "checkpoint format %s, but this release reads %d".formatted(format, FORMAT_VERSION));
        }
        if (!model.equals(metadata.get(MODEL))) {
            throw new ForeignCheckpointException(
                    "a checkpoint of %s, but the student is %s".formatted(metadata.get(MODEL), model));
        }
        Lineage lineage;
        long version;
        try {
            lineage = Objects.requireNonNull(gson.fromJson(metadata.get(LINEAGE), Lineage.class), "no lineage");
            version = Long.parseLong(metadata.get(VERSION));
        } catch (RuntimeException e) {
            throw new DamagedFileException("its metadata cannot be read: " + e.getMessage(), e);
        }
        Map<String, NDArray> state = new LinkedHashMap<>();
        file.tensors().forEach((name, entry) -> state.put(name, entry.toArray(manager)));
        return new Checkpoint(model, version, lineage, state);
    }

    private void setAside(Path file, String reason) throws IOException {
        Path aside = file.resolveSibling(file.getFileName() + SET_ASIDE);
        Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
        onSetAside.accept(aside, reason);
    }

    /** Newest first. */
    private List<Path> checkpoints(String suffix) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> {
                        String name = file.getFileName().toString();
                        return name.startsWith(PREFIX) && name.endsWith(suffix);
                    })
                    .sorted(Comparator.reverseOrder())
                    .toList();
        }
    }

    /**
     * A checkpoint of whatever model, from its file; nothing is set aside.
     *
     * @param manager owns the arrays of the returned state
     * @throws IOException if it cannot be read or holds no whole checkpoint of this release's format
     */
    public static Checkpoint read(Path file, NDManager manager) throws IOException {
        SafetensorsFile content = SafetensorsFile.read(file);
        Map<String, String> metadata = content.metadata();
        if (!Integer.toString(FORMAT_VERSION).equals(metadata.get(FORMAT))) {
            throw new IOException(
                    "%s is no checkpoint of format %d, which this release reads".formatted(file, FORMAT_VERSION));
        }
        try {
            Lineage lineage = new Gson().fromJson(metadata.get(LINEAGE), Lineage.class);
            Map<String, NDArray> state = new LinkedHashMap<>();
            content.tensors().forEach((name, entry) -> state.put(name, entry.toArray(manager)));
            return new Checkpoint(metadata.get(MODEL), Long.parseLong(metadata.get(VERSION)), lineage, state);
        } catch (RuntimeException e) {
            throw new DamagedFileException("%s: its metadata cannot be read: %s".formatted(file, e.getMessage()), e);
        }
    }

    /**
     * The file of the newest checkpoint in a directory, in which nothing is changed.
     *
     * @throws IOException if the directory cannot be read
     */
    public static Optional<Path> newestFile(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> String.valueOf(file.getFileName()).matches(PREFIX + "\\d+" + SUFFIX))
                    .max(Comparator.naturalOrder());
        }
    }
}
