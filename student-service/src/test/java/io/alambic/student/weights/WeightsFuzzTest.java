package io.alambic.student.weights;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.ByteString;
import io.alambic.core.model.TrainableNetwork;
import io.alambic.student.TinyTask;
import io.alambic.student.registry.ServedModel;
import io.alambic.testing.Memory;
import io.alambic.v1.WeightsChunk;
import io.alambic.v1.WeightsManifest;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever bytes the records of the weights topic hold, weights come of them, nothing, or a refusal with a reason. */
class WeightsFuzzTest {

    private static final int CHUNK = 1 << 20;
    private static final WeightsKeys KEYS = new WeightsKeys("student");
    private static final long LARGEST = 1 << 20;
    private static final NDManager ENGINE = NDManager.newBaseManager();
    private static final WrittenWeights WEIGHTS = weights();
    private static final byte[] ONLY_CHUNK = WEIGHTS.chunks().get(0).toByteArray();

    private static WrittenWeights weights() {
        try (TrainableNetwork network = TinyTask.STUDENT.newNetwork(ENGINE, 1)) {
            return WrittenWeights.of(new ServedModel(network, 1, 1, 1000), TinyTask.STUDENT, CHUNK);
        }
    }

    private static WeightsChunk.Builder chunk(ByteString data) {
        return WeightsChunk.newBuilder().setVersion(1).setData(data);
    }

    static Stream<byte[]> manifests() {
        WeightsManifest whole = WEIGHTS.manifest();
        return Stream.of(
                        whole,
                        whole.toBuilder().setByteCount(10L << 30).build(),
                        whole.toBuilder().setChunkCount(Integer.MAX_VALUE).build(),
                        whole.toBuilder().clearSha256().build(),
                        whole.toBuilder().clearVersion().build(),
                        whole.toBuilder().setModel("another").build())
                .map(WeightsManifest::toByteArray);
    }

    @MethodSource("manifests")
    @FuzzTest
    void everyManifestIsServedPassedOverOrRefused(byte[] value) {
        read(ONLY_CHUNK, value);
    }

    static Stream<byte[]> chunks() {
        ByteString data = WEIGHTS.chunks().get(0).getData();
        return Stream.of(
                        chunk(data),
                        chunk(data).setIndex(-1),
                        chunk(data).setVersion(2),
                        chunk(data.substring(1)),
                        chunk(ByteString.EMPTY))
                .map(chunk -> chunk.build().toByteArray());
    }

    @MethodSource("chunks")
    @FuzzTest
    void everyChunkIsServedPassedOverOrRefused(byte[] value) {
        read(value, WEIGHTS.manifest().toByteArray());
    }

    private static void read(byte[] chunk, byte[] manifest) {
        byte[] longer = chunk.length > manifest.length ? chunk : manifest;
        Memory.requireInProportion(longer, () -> {
            try (NDManager manager = ENGINE.newSubManager()) {
                WeightsAssembler assembler = new WeightsAssembler(KEYS, manager, LARGEST);
                assembler.accept(KEYS.chunk(0), chunk);
                Optional<PublishedWeights> whole = assembler.accept(KEYS.manifest(), manifest);
                if (whole.isPresent()) {
                    serve(whole.get());
                }
            } catch (RefusedWeightsException e) {
                assertThat(e.reason()).isNotNull();
                assertThat(e).message().isNotBlank();
            }
        });
    }

    private static void serve(PublishedWeights weights) throws RefusedWeightsException {
        ServedModel model = new WeightsLoader(TinyTask.STUDENT, ENGINE).load(weights);
        assertThat(model.version()).isEqualTo(weights.version());
        model.network().close();
    }
}
