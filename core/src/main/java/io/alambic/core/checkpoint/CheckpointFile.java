package io.alambic.core.checkpoint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import io.alambic.core.figures.HoldoutFigures;
import io.alambic.core.safetensors.DamagedFileException;
import io.alambic.core.safetensors.SafetensorsFile;
import io.alambic.core.safetensors.SafetensorsWriter;
import io.alambic.core.safetensors.UnfinishedFile;
import io.alambic.core.search.PopulationState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A checkpoint that was read from its safetensors file: arrays by name, and everything else in the header's metadata.
 * Immutable.
 */
public final class CheckpointFile {

    /** Format that is written, and the newest that is read. */
    private static final int FORMAT_VERSION = 1;

    private static final String PREFIX = "checkpoint-";
    private static final String SUFFIX = ".safetensors";
    private static final String FORMAT = "alambic.checkpoint.format";
    private static final String MODEL = "alambic.checkpoint.model";
    private static final String VERSION = "alambic.checkpoint.version";
    private static final String LINEAGE = "alambic.checkpoint.lineage";
    private static final String POPULATION = "alambic.checkpoint.roster";
    private static final String FIGURES = "alambic.checkpoint.holdout";
    private static final Gson GSON =
            new GsonBuilder().serializeSpecialFloatingPointValues().create();

    private final SafetensorsFile file;
    private final Checkpoint stateless;

    private CheckpointFile(SafetensorsFile file, Checkpoint stateless) {
        this.file = file;
        this.stateless = stateless;
    }

    /** Returns the file of a checkpoint, which is named after its step. */
    static Path path(Path directory, Checkpoint checkpoint) {
        return directory.resolve(PREFIX + "%012d".formatted(checkpoint.lineage().step()) + SUFFIX);
    }

    /**
     * Writes a checkpoint aside.
     *
     * @throws IOException if it could not be written
     */
    static UnfinishedFile write(Path path, Checkpoint checkpoint) throws IOException {
        Map<String, String> metadata = new HashMap<>(Map.of(
                FORMAT, Integer.toString(FORMAT_VERSION),
                MODEL, checkpoint.model(),
                VERSION, Long.toString(checkpoint.version()),
                LINEAGE, GSON.toJson(checkpoint.lineage())));
        checkpoint
                .populationState()
                .ifPresent(populationState -> metadata.put(POPULATION, GSON.toJson(populationState)));
        checkpoint.figures().ifPresent(judged -> metadata.put(FIGURES, GSON.toJson(judged)));
        return UnfinishedFile.write(path, metadata, checkpoint.state());
    }

    /**
     * Reads and checks a file, which stays where it is.
     *
     * @throws DamagedFileException if it is torn, truncated or altered
     * @throws NoCheckpointException if it is whole, but no checkpoint
     * @throws ForeignCheckpointException if its format is newer than this release
     * @throws IOException if it cannot be read
     */
    public static CheckpointFile read(Path path) throws IOException {
        return of(path, SafetensorsFile.read(path));
    }

    /**
     * Reads only the header of a file, whose arrays are neither checked nor read.
     *
     * @throws DamagedFileException if the header cannot be parsed
     * @throws NoCheckpointException if it is of no checkpoint
     * @throws ForeignCheckpointException if its format is newer than this release
     * @throws IOException if it cannot be read
     */
    static CheckpointFile readHeader(Path path) throws IOException {
        return of(path, SafetensorsFile.readHeader(path));
    }

    private static CheckpointFile of(Path path, SafetensorsFile file) throws IOException {
        Map<String, String> metadata = file.metadata();
        String format = metadata.get(FORMAT);
        if (format == null) {
            throw new NoCheckpointException("a safetensors file, but no checkpoint: it has no " + FORMAT);
        }
        if (!Integer.toString(FORMAT_VERSION).equals(format)) {
            throw ForeignCheckpointException.ofFormat(path, format, FORMAT_VERSION);
        }
        try {
            Checkpoint stateless = new Checkpoint(
                    metadata.get(MODEL),
                    Long.parseLong(metadata.get(VERSION)),
                    Objects.requireNonNull(GSON.fromJson(metadata.get(LINEAGE), Lineage.class), "no lineage"),
                    Map.of(),
                    optional(metadata, POPULATION, PopulationState.class),
                    optional(metadata, FIGURES, HoldoutFigures.class));
            return new CheckpointFile(file, stateless);
        } catch (RuntimeException e) {
            throw new DamagedFileException("its metadata cannot be read: " + e.getMessage(), e);
        }
    }

    private static <T> Optional<T> optional(Map<String, String> metadata, String key, Class<T> type) {
        return Optional.ofNullable(metadata.get(key)).map(json -> GSON.fromJson(json, type));
    }

    /** Returns the fingerprint of its architecture. */
    public String model() {
        return stateless.model();
    }

    /** How its weights did on the holdout when they were promoted; empty if they were not. */
    Optional<HoldoutFigures> figures() {
        return stateless.figures();
    }

    /**
     * Returns the checkpoint.
     *
     * @param manager owns the arrays of its state
     */
    public Checkpoint toCheckpoint(NDManager manager) {
        Map<String, NDArray> state = new LinkedHashMap<>();
        file.tensors().forEach((name, entry) -> state.put(name, entry.toArray(manager)));
        return new Checkpoint(
                stateless.model(),
                stateless.version(),
                stateless.lineage(),
                state,
                stateless.populationState(),
                stateless.figures());
    }

    /**
     * Lists the files of a directory that are named as checkpoints, newest first, and changes nothing.
     *
     * @throws IOException if the directory cannot be read
     */
    public static List<Path> list(Path directory) throws IOException {
        return list(directory, SUFFIX);
    }

    /** Lists the incomplete files of killed processes. */
    static List<Path> listHalfWritten(Path directory) throws IOException {
        return list(directory, SUFFIX + SafetensorsWriter.TEMPORARY);
    }

    private static List<Path> list(Path directory, String suffix) throws IOException {
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
