package io.alambic.core.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import io.alambic.core.checkpoint.Checkpoint;
import io.alambic.core.checkpoint.CheckpointStore;
import io.alambic.core.checkpoint.Lineage;
import io.alambic.core.checkpoint.RecordsRead;
import io.alambic.core.checkpoint.TaughtBy;
import io.alambic.core.figures.HoldoutFigures;
import io.alambic.core.model.Signature;
import io.alambic.core.storage.LoadedModel;
import io.alambic.core.storage.ModelFolder;
import io.alambic.v1.Knowledge;
import io.alambic.v1.PendingRecord;
import io.alambic.v1.SampleBatch;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Files and records as earlier releases wrote them. They are never rewritten: where this test fails, what
 * users keep can no longer be read. A format that changes gets a file of its own beside the old one.
 */
class GoldenFilesTest {

    private static final Lineage LINEAGE = new Lineage(
            7,
            800,
            42,
            16,
            1_700_000_000_000L,
            new TreeMap<>(Map.of("k-0", 12L, "k-1", 30L)),
            new TreeMap<>(Map.of(
                    "k-0", new RecordsRead(0, 12, -81985529216486896L, 0), "k-1", new RecordsRead(9, 20, 17, 9))),
            "",
            List.of());

    private static final Lineage TAUGHT = new Lineage(
            LINEAGE.step(),
            LINEAGE.trained(),
            LINEAGE.heldOut(),
            LINEAGE.givenUp(),
            LINEAGE.newestEventTimeMs(),
            LINEAGE.offsets(),
            LINEAGE.read(),
            "rVyLCsRoQZWHDL9X1Iv0Qg",
            List.of(new TaughtBy("merge", "1", "", 32), new TaughtBy("resnet", "2", "merge@1", 31)));

    @TempDir
    private Path folder;

    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void theFirstCheckpointsAreRestoredAsOnesThatNothingJudged() throws IOException {
        // When
        Checkpoint checkpoint = restore("checkpoint-1-first.safetensors");

        // Then
        assertThat(checkpoint.version()).isEqualTo(5);
        assertThat(checkpoint.lineage())
                .isEqualTo(new Lineage(7, 800, 42, 1_700_000_000_000L, new TreeMap<>(Map.of("k-0", 12L, "k-1", 3L))));
        assertThat(checkpoint.figures()).isEmpty();
        assertThat(checkpoint.populationState()).isEmpty();
        assertThat(checkpoint.state().get("network/w").toFloatArray()).containsExactly(1, 2, -3);
    }

    @Test
    void checkpointsWithDigestsAndFiguresAreRestored() throws IOException {
        // When
        Checkpoint checkpoint = restore("checkpoint-1.safetensors");

        // Then
        assertThat(checkpoint.version()).isEqualTo(6);
        assertThat(checkpoint.lineage()).isEqualTo(LINEAGE);
        assertThat(checkpoint.figures()).contains(HoldoutFigures.ofClasses(64, 0.125, 0.75, 0.5));
        assertThat(checkpoint.state().get("network/w").toFloatArray()).containsExactly(1, 2, -3);
    }

    @Test
    void checkpointsThatNameTheirTopicAreRestored() throws IOException {
        // When
        Checkpoint checkpoint = restore("checkpoint-1-topic.safetensors");

        // Then
        assertThat(checkpoint.lineage())
                .isEqualTo(new Lineage(
                        LINEAGE.step(),
                        LINEAGE.trained(),
                        LINEAGE.heldOut(),
                        LINEAGE.givenUp(),
                        LINEAGE.newestEventTimeMs(),
                        LINEAGE.offsets(),
                        LINEAGE.read(),
                        "rVyLCsRoQZWHDL9X1Iv0Qg",
                        List.of()));
    }

    @Test
    void checkpointsThatNameTheirTeachersAreRestored() throws IOException {
        // When
        Checkpoint checkpoint = restore("checkpoint-1-teachers.safetensors");

        // Then
        assertThat(checkpoint.lineage()).isEqualTo(TAUGHT);
    }

    @Test
    void modelFoldersAreRead() throws IOException {
        // Given
        copy("model/model.json", "model.json");
        copy("model/model.safetensors", "model.safetensors");

        // When
        try (LoadedModel loaded = ModelFolder.load(folder, manager)) {
            float[] answer = loaded.network()
                    .forward(Map.of("x", manager.create(new float[] {1, -2}, new Shape(1, 2))))
                    .get(Signature.LOGITS)
                    .toFloatArray();

            // Then
            assertThat(loaded.description().name()).isEqualTo("golden");
            assertThat(answer).containsExactly(new float[] {-0.15853013f, -0.058617473f}, within(1e-6f));
        }
    }

    static Stream<Arguments> records() {
        return Stream.of(
                Arguments.of("sample-batch", SampleBatch.getDefaultInstance()),
                Arguments.of("knowledge", Knowledge.getDefaultInstance()),
                Arguments.of("pending-record", PendingRecord.getDefaultInstance()));
    }

    @ParameterizedTest
    @MethodSource("records")
    void recordsAreReadAsTheyWereMeant(String name, Message type) throws IOException {
        // Given
        Message.Builder meant = type.newBuilderForType();
        TextFormat.merge(new String(resource(name + ".txtpb"), StandardCharsets.UTF_8), meant);

        // When
        Message read = type.getParserForType().parseFrom(resource(name + ".binpb"));

        // Then
        assertThat(read).isEqualTo(meant.build());
        assertThat(read.getUnknownFields().asMap()).isEmpty();
    }

    private Checkpoint restore(String resource) throws IOException {
        copy(resource, "checkpoint-000000000007.safetensors");
        CheckpointStore store = new CheckpointStore(folder, 3, (file, reason) -> {
            throw new AssertionError(reason);
        });
        return store.newest("golden", manager).orElseThrow();
    }

    private void copy(String resource, String file) throws IOException {
        Files.write(folder.resolve(file), resource(resource));
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream content = GoldenFilesTest.class.getResourceAsStream("/golden/" + name)) {
            return content.readAllBytes();
        }
    }
}
