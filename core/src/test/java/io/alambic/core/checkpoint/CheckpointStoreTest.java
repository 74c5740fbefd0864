package io.alambic.core.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.alambic.core.figures.HoldoutFigures;
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
        for (long step : new long[] {9, 10, 99, 1_000_000_000_000L}) {
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
        requireSetAside(torn, ".damaged", "checkpoint-000000000002");
    }

    @Test
    void emptyFileIsSetAsideAndTheOneBeforeUsed() throws IOException {
        // Given
        store.save(checkpoint(1));
        Path empty = store.save(checkpoint(2));

        // When
        Files.write(empty, new byte[0]);

        // Then
        requireSetAside(empty, ".damaged", "0 bytes");
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
        requireSetAside(flipped, ".damaged", "SHA-256");
    }

    @Test
    void checkpointOfAnotherModelIsRefusedAndStaysWhereItIs() throws IOException {
        // Given
        store.save(checkpoint(1));
        Path foreign = store.save(new Checkpoint("student/mlp", 0, lineage(2), Map.of()));

        // When
        assertThatThrownBy(() -> store.newest(MODEL, manager))
                // Then
                .isInstanceOf(ForeignCheckpointException.class)
                .hasMessageContainingAll(foreign.toString(), "student/mlp", MODEL, "another checkpoint folder");
        assertThatThrownBy(() -> store.requireRestorable(MODEL)).isInstanceOf(ForeignCheckpointException.class);
        assertThat(files()).containsExactly(name(1), name(2));
        assertThat(setAside).isEmpty();
    }

    @Test
    void checkpointOfANewerFormatIsRefusedAndStaysWhereItIs() throws IOException {
        // Given
        store.save(checkpoint(1));
        Path newer = directory.resolve(name(2));

        // When
        SafetensorsWriter.write(newer, Map.of("alambic.checkpoint.format", "2"), Map.of());

        // Then
        assertThatThrownBy(() -> store.newest(MODEL, manager))
                .isInstanceOf(ForeignCheckpointException.class)
                .hasMessageContainingAll(newer.toString(), "format 2", "up to 1");
        assertThat(files()).containsExactly(name(1), name(2));
    }

    @Test
    void weightsThatAreNoCheckpointAreSetAside() throws IOException {
        // Given
        store.save(checkpoint(1));
        Path weights = directory.resolve(name(2));

        // When
        SafetensorsWriter.write(weights, Map.of(), Map.of("w", manager.create(1f)));

        // Then
        requireSetAside(weights, ".foreign", "no checkpoint");
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
            requireSetAside(odd, ".damaged", "metadata");
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
    void theBestIsKeptBesideTheNewest() throws IOException {
        // Given
        store.save(judged(1, 64, 0.7));
        store.save(judged(2, 64, 0.9));

        // When
        for (long step = 3; step <= 8; step++) {
            store.save(judged(step, 64, 0.8));
        }

        // Then
        assertThat(files()).containsExactly(name(2), name(6), name(7), name(8));
        assertThat(newestStep()).contains(8L);
    }

    @Test
    void theBestIsKnownAfterARestartAndGoesWhenABetterOneComes() throws IOException {
        // Given
        store.save(judged(1, 64, 0.9));
        for (long step = 2; step <= 4; step++) {
            store.save(judged(step, 64, 0.8));
        }

        // When
        CheckpointStore restarted = store(3);
        restarted.save(judged(5, 64, 0.8));
        List<String> before = files();
        restarted.save(judged(6, 64, 0.95));

        // Then
        assertThat(before).containsExactly(name(1), name(3), name(4), name(5));
        assertThat(files()).containsExactly(name(4), name(5), name(6));
    }

    @Test
    void oneWhoseHeaderCannotBeReadForNowIsKept() throws IOException {
        // Given
        store.save(judged(1, 64, 0.9));
        byte[] best = Files.readAllBytes(directory.resolve(name(1)));
        Files.write(directory.resolve(name(1)), new byte[] {1, 2, 3});
        CheckpointStore restarted = store(3);

        // When
        for (long step = 2; step <= 6; step++) {
            restarted.save(judged(step, 64, 0.8));
        }
        List<String> unread = files();
        Files.write(directory.resolve(name(1)), best);
        restarted.save(judged(7, 64, 0.8));

        // Then
        assertThat(unread).containsExactly(name(1), name(4), name(5), name(6));
        assertThat(files()).containsExactly(name(1), name(5), name(6), name(7));
    }

    @Test
    void onlyTheHeadersOfTheOthersAreRead() throws IOException {
        // Given
        store.save(judged(1, 64, 0.9));
        Path best = directory.resolve(name(1));
        byte[] content = Files.readAllBytes(best);
        content[content.length - 1] ^= 1;
        Files.write(best, content);

        // When
        CheckpointStore restarted = store(1);
        restarted.save(judged(2, 64, 0.8));

        // Then
        assertThat(files()).containsExactly(name(1), name(2));
    }

    @Test
    void oneThatAgreedOnAHandfulOfSamplesIsNotTheBest() throws IOException {
        // Given
        store.save(judged(1, 3, 1));

        // When
        for (long step = 2; step <= 5; step++) {
            store.save(judged(step, 64, 0.8));
        }

        // Then
        assertThat(files()).containsExactly(name(3), name(4), name(5));
    }

    @Test
    void theNewestPromotedIsFoundBehindThoseThatNothingJudged() throws IOException {
        // Given
        store.save(judged(1, 64, 0.5));

        // When
        for (long step = 2; step <= 6; step++) {
            store.save(checkpoint(step));
        }

        // Then
        assertThat(newestStep()).contains(6L);
        assertThat(store.newestPromoted(MODEL, manager).orElseThrow().lineage().step())
                .isEqualTo(1);
    }

    @Test
    void whatARollBackGaveUpGoesWithTheNextSave() throws IOException {
        // Given
        for (long step = 1; step <= 3; step++) {
            store.save(checkpoint(step));
        }

        // When
        store.save(checkpoint(2));

        // Then
        assertThat(files()).containsExactly(name(1), name(2));
    }

    @Test
    void aFolderWithTheNameOfACheckpointIsNone() throws IOException {
        // Given
        store.save(checkpoint(1));
        Files.createDirectory(directory.resolve(name(2)));

        // Then
        assertThat(newestStep()).contains(1L);
    }

    @Test
    void aStoreKeepsAtLeastOne() {
        assertThatThrownBy(() -> store(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is 0");
    }

    private void requireSetAside(Path file, String suffix, String reason) throws IOException {
        assertThat(newestStep()).contains(1L);
        assertThat(setAside).containsExactly(Path.of(file + suffix));
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

    private Checkpoint judged(long step, int samples, double agreement) {
        return new Checkpoint(
                MODEL,
                1,
                lineage(step),
                Map.of("w", manager.create((float) step)),
                Optional.empty(),
                Optional.of(HoldoutFigures.ofClasses(samples, 0.1, agreement, Double.NaN)));
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
