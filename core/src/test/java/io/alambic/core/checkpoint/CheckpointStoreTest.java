package io.alambic.core.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.alambic.core.safetensors.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointStoreTest {

    private static final String MODEL = "student/cnn";

    private final NDManager manager = NDManager.newBaseManager();
    private final List<Path> setAside = new ArrayList<>();
    private final List<String> reasons = new ArrayList<>();

    @TempDir
    private Path directory;

    private CheckpointStore store;

    @BeforeEach
    void open() throws IOException {
        store = store(3);
    }

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void emptyDirectoryHasNoCheckpoint() throws IOException {
        assertThat(store.newest(MODEL, manager)).isEmpty();
    }

    @Test
    void directoryIsCreatedWhereItDoesNotExist() throws IOException {
        // Given
        Path deep = directory.resolve("a/b");

        // When
        new CheckpointStore(deep, 1, (file, reason) -> {}).save(checkpoint(1));

        // Then
        assertThat(deep).isDirectoryContaining("glob:**.safetensors");
    }

    @Test
    void everythingOfACheckpointComesBack() throws IOException {
        // Given
        Lineage lineage = new Lineage(7, 800, 42, 1_700_000_000_000L, new TreeMap<>(Map.of("k-0", 12L, "k-1", 0L)));
        NDArray weight = manager.create(new float[] {1, Float.MIN_VALUE, -3});

        // When
        store.save(new Checkpoint(MODEL, 5, lineage, Map.of("network/w", weight)));
        Checkpoint restored = store.newest(MODEL, manager).orElseThrow();

        // Then
        assertThat(restored.model()).isEqualTo(MODEL);
        assertThat(restored.version()).isEqualTo(5);
        assertThat(restored.lineage()).isEqualTo(lineage);
        assertThat(restored.state()).containsOnlyKeys("network/w");
        assertThat(restored.state().get("network/w").toFloatArray()).isEqualTo(weight.toFloatArray());
    }

    @Test
    void theNewestIsTheOneOfTheHighestStepEvenWhereItHasMoreDigits() throws IOException {
        // Given
        for (long step : new long[] {9, 10, 1_000_000_000_000L, 99}) {
            store.save(checkpoint(step));
        }

        // Then
        assertThat(newestStep()).contains(1_000_000_000_000L);
    }

    @Test
    void onlyTheNewestAreKept() throws IOException {
        for (long step = 1; step <= 5; step++) {
            // When
            store.save(checkpoint(step));

            // Then
            assertThat(files()).hasSize((int) Math.min(step, 3));
        }
        assertThat(files()).containsExactly(name(3), name(4), name(5));
    }

    @Test
    void theSameStepAgainReplacesItsCheckpoint() throws IOException {
        // When
        store.save(checkpoint(1));
        store.save(new Checkpoint(MODEL, 9, lineage(1), Map.of()));

        // Then
        assertThat(files()).hasSize(1);
        assertThat(store.newest(MODEL, manager).orElseThrow().version()).isEqualTo(9);
    }

    @Test
    void truncatedFileIsSetAsideAndTheOneBeforeUsed() throws IOException {
        // Given
        store.save(checkpoint(1));
        Path torn = store.save(checkpoint(2));
        byte[] content = Files.readAllBytes(torn);

        // When
        Files.write(torn, Arrays.copyOf(content, content.length / 2));

        // Then
        requireSetAside(torn, "checkpoint-000000000002");
    }

    @Test
    void emptyFileIsSetAsideAndTheOneBeforeUsed() throws IOException {
        // Given
        store.save(checkpoint(1));
        Path empty = store.save(checkpoint(2));

        // When
        Files.write(empty, new byte[0]);

        // Then
        requireSetAside(empty, "0 bytes");
    }

    @Test
    void flippedBitIsFoundByTheDigestAndTheOneBeforeUsed() throws IOException {
        // Given
        store.save(checkpoint(1));
        Path flipped = store.save(checkpoint(2));
        byte[] content = Files.readAllBytes(flipped);

        // When
        content[content.length - 1] ^= 1;
        Files.write(flipped, content);

        // Then
        requireSetAside(flipped, "SHA-256");
    }

    @Test
    void checkpointOfAnotherModelIsSetAsideAndTheOneBeforeUsed() throws IOException {
        // Given
        store.save(checkpoint(1));

        // When
        Path foreign = store.save(new Checkpoint("student/mlp", 0, lineage(2), Map.of()));

        // Then
        requireSetAside(foreign, "student/mlp", MODEL);
    }

    @Test
    void checkpointOfANewerFormatIsSetAsideAndTheOneBeforeUsed() throws IOException {
        // Given
        store.save(checkpoint(1));
        Path newer = directory.resolve(name(2));

        // When
        SafetensorsWriter.write(newer, Map.of("alambic.checkpoint.format", "2"), Map.of());

        // Then
        requireSetAside(newer, "format 2", "reads 1");
    }

    @Test
    void weightsThatAreNoCheckpointAreSetAside() throws IOException {
        // Given
        store.save(checkpoint(1));
        Path weights = directory.resolve(name(2));

        // When
        SafetensorsWriter.write(weights, Map.of(), Map.of("w", manager.create(1f)));

        // Then
        requireSetAside(weights, "format null");
    }

    @Test
    void metadataThatCannotBeReadIsSetAside() throws IOException {
        for (String lineage : new String[] {"", "null", "7", "{\"step\":\"x\"}", "{\"step\":1}", "[1]"}) {
            // Given
            setAside.clear();
            reasons.clear();
            store.save(checkpoint(1));
            Path odd = directory.resolve(name(2));

            // When
            SafetensorsWriter.write(
                    odd,
                    Map.of(
                            "alambic.checkpoint.format",
                            "1",
                            "alambic.checkpoint.model",
                            MODEL,
                            "alambic.checkpoint.version",
                            "1",
                            "alambic.checkpoint.lineage",
                            lineage),
                    Map.of());

            // Then
            requireSetAside(odd, "metadata");
        }
    }

    @Test
    void everyDamagedFileIsSetAsideUntilAWholeOneIsFound() throws IOException {
        // Given
        store.save(checkpoint(1));
        for (long step = 2; step <= 3; step++) {
            Files.write(store.save(checkpoint(step)), new byte[] {1, 2, 3});
        }

        // When
        Optional<Long> newest = newestStep();

        // Then
        assertThat(newest).contains(1L);
        assertThat(reasons).hasSize(2);
        assertThat(store.newest(MODEL, manager)).isPresent();
        assertThat(reasons).hasSize(2);
    }

    @Test
    void whereNoFileIsWholeThereIsNoCheckpoint() throws IOException {
        // Given
        Files.write(store.save(checkpoint(1)), new byte[] {1, 2, 3});

        // Then
        assertThat(newestStep()).isEmpty();
    }

    @Test
    void failedWriteLeavesTheEarlierOnes() throws IOException {
        // Given: the temporary file cannot be opened
        CheckpointStore single = store(1);
        single.save(checkpoint(1));
        Files.createDirectory(directory.resolve(name(2) + ".tmp"));

        // When
        assertThatThrownBy(() -> single.save(checkpoint(2))).isInstanceOf(IOException.class);

        // Then
        assertThat(newestStep()).contains(1L);
        assertThat(reasons).isEmpty();
    }

    @Test
    void whatAKilledWriteLeftBehindIsNoCheckpointAndIsClearedAway() throws IOException {
        // Given
        store.save(checkpoint(1));
        Path half = Files.write(directory.resolve(name(2) + ".tmp"), new byte[100]);

        // When
        CheckpointStore restarted = store(3);

        // Then
        assertThat(half).doesNotExist();
        assertThat(restarted.newest(MODEL, manager).orElseThrow().lineage().step())
                .isEqualTo(1);
    }

    @Test
    void foreignFilesInTheDirectoryAreLeftAlone() throws IOException {
        // Given
        Path notes = Files.writeString(directory.resolve("notes.txt"), "mine");

        // When
        for (long step = 1; step <= 5; step++) {
            store.save(checkpoint(step));
        }
        store.newest(MODEL, manager);

        // Then
        assertThat(notes).hasContent("mine");
    }

    @Test
    void aStoreKeepsAtLeastOne() {
        assertThatThrownBy(() -> store(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is 0");
    }

    private void requireSetAside(Path file, String... reason) throws IOException {
        assertThat(newestStep()).contains(1L);
        assertThat(setAside).containsExactly(Path.of(file + ".damaged"));
        assertThat(setAside.get(0)).exists();
        assertThat(file).doesNotExist();
        assertThat(reasons.get(0)).contains(reason);
    }

    private CheckpointStore store(int keep) throws IOException {
        return new CheckpointStore(directory, keep, (file, reason) -> {
            setAside.add(file);
            reasons.add(reason);
        });
    }

    private Optional<Long> newestStep() throws IOException {
        return store.newest(MODEL, manager)
                .map(checkpoint -> checkpoint.lineage().step());
    }

    private Checkpoint checkpoint(long step) {
        return new Checkpoint(MODEL, 1, lineage(step), Map.of("w", manager.create((float) step)));
    }

    private static Lineage lineage(long step) {
        return new Lineage(step, 0, 0, 0, new TreeMap<>());
    }

    private static String name(long step) {
        return "checkpoint-%012d.safetensors".formatted(step);
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
