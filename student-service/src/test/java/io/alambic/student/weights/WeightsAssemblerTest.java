package io.alambic.student.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import com.google.protobuf.ByteString;
import io.alambic.v1.ModelVersion;
import io.alambic.v1.WeightsChunk;
import io.alambic.v1.WeightsManifest;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WeightsAssemblerTest {

    private static final WeightsKeys KEYS = new WeightsKeys("student");
    private static final long LARGEST = 1 << 20;

    private final NDManager manager = NDManager.newBaseManager();
    private final WeightsAssembler assembler = new WeightsAssembler(KEYS, manager, LARGEST);

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void weightsAreWholeWithTheirManifest() throws Exception {
        // Given
        Optional<PublishedWeights> early = chunk(KEYS, 7, 0, "one ");
        chunk(KEYS, 7, 1, "two");

        // When
        Optional<PublishedWeights> whole = manifest(7, 2);

        // Then
        assertThat(early).isEmpty();
        assertThat(whole.orElseThrow().version()).isEqualTo(7);
        assertThat(text(whole)).isEqualTo("one two");
    }

    @Test
    void whatCompactionLeftOfOlderWeightsIsPassedOver() throws Exception {
        // Given
        chunk(KEYS, 7, 1, "old");

        // When
        Optional<PublishedWeights> old = manifest(7, 2);
        chunk(KEYS, 8, 0, "new");
        Optional<PublishedWeights> next = manifest(8, 1);

        // Then
        assertThat(old).isEmpty();
        assertThat(text(next)).isEqualTo("new");
    }

    @Test
    void chunksOfTwoVersionsNeverMeet() throws Exception {
        // Given
        chunk(KEYS, 7, 0, "old");
        chunk(KEYS, 8, 1, "new");

        // When
        Optional<PublishedWeights> mixed = manifest(8, 2);

        // Then
        assertThat(mixed).isEmpty();
    }

    @Test
    void aManifestWithoutChunksIsNoWeights() throws Exception {
        // When
        Optional<PublishedWeights> nothing = manifest(0, 0);

        // Then
        assertThat(nothing).isEmpty();
    }

    @Test
    void theRecordsOfOtherStudentsAndTombstonesArePassedOver() throws Exception {
        // Given
        chunk(KEYS, 7, 0, "own");
        chunk(new WeightsKeys("student2"), 9, 0, "foreign");
        assembler.accept(KEYS.chunk(1), null);
        assembler.accept(null, new byte[] {1});

        // When
        Optional<PublishedWeights> whole = manifest(7, 1);

        // Then
        assertThat(text(whole)).isEqualTo("own");
    }

    @Test
    void whatIsNoMessageIsRefused() {
        // Given
        byte[] garbage = "no message at all".getBytes(StandardCharsets.UTF_8);

        // When
        assertThatThrownBy(() -> assembler.accept(KEYS.manifest(), garbage))
                // Then
                .isInstanceOfSatisfying(RefusedWeightsException.class, refused -> assertThat(refused.reason())
                        .isEqualTo(WeightsRefusal.MALFORMED));
    }

    @Test
    void moreThanTheArchitectureCanTakeIsRefusedAndTheNextVersionIsGathered() throws Exception {
        // Given
        String half = "x".repeat((int) LARGEST / 2);
        chunk(KEYS, 7, 0, half);
        chunk(KEYS, 7, 1, half);

        // When
        assertThatThrownBy(() -> chunk(KEYS, 7, 2, "y"))
                // Then
                .isInstanceOf(RefusedWeightsException.class)
                .hasMessage(
                        "the chunks of version 7 are larger than the 1048576 bytes that weights of this architecture"
                                + " can take");
        chunk(KEYS, 8, 0, "new");
        assertThat(manifest(8, 1)).isPresent();
    }

    @Test
    void aChunkThatIsMissingLeavesNoWeights() throws Exception {
        // Given
        chunk(KEYS, 7, 0, "one");
        chunk(KEYS, 7, 2, "three");
        chunk(KEYS, 7, 3, "four");

        // When
        Optional<PublishedWeights> whole = manifest(7, 3);

        // Then
        assertThat(whole).isEmpty();
    }

    @Test
    void weightsThatAreWrittenAgainAreWhole() throws Exception {
        // Given
        chunk(KEYS, 7, 0, "one");
        chunk(KEYS, 7, 0, "one again, ");
        chunk(KEYS, 7, 1, "two");

        // When
        Optional<PublishedWeights> whole = manifest(7, 2);

        // Then
        assertThat(text(whole)).isEqualTo("one again, two");
    }

    private static String text(Optional<PublishedWeights> weights) {
        return StandardCharsets.UTF_8.decode(weights.orElseThrow().chunks()).toString();
    }

    private Optional<PublishedWeights> chunk(WeightsKeys keys, long version, int index, String data) throws Exception {
        return assembler.accept(
                keys.chunk(index),
                WeightsChunk.newBuilder()
                        .setVersion(version)
                        .setIndex(index)
                        .setData(ByteString.copyFromUtf8(data))
                        .build()
                        .toByteArray());
    }

    private Optional<PublishedWeights> manifest(long version, int chunks) throws Exception {
        return assembler.accept(
                KEYS.manifest(),
                WeightsManifest.newBuilder()
                        .setVersion(ModelVersion.newBuilder().setVersion(version))
                        .setChunkCount(chunks)
                        .build()
                        .toByteArray());
    }
}
