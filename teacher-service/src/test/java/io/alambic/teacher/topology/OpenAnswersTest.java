package io.alambic.teacher.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.protobuf.ByteString;
import io.alambic.core.augment.AugmentationChain;
import io.alambic.core.bucket.Buckets;
import io.alambic.core.model.InputSpec;
import io.alambic.core.model.OutputPick;
import io.alambic.core.tensor.Encoding;
import io.alambic.models.LogitsFrom;
import io.alambic.models.ModelSource;
import io.alambic.models.remote.CallSettings;
import io.alambic.teacher.model.ModelSettings;
import io.alambic.v1.DataType;
import io.alambic.v1.Knowledge;
import io.alambic.v1.SampleBatch;
import io.alambic.v1.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A teacher that answers for each token of sentences of any length, in batches over several records. */
class OpenAnswersTest {

    private static final Path MODELS = Path.of("..", "core", "src", "test", "resources", "models");

    @ParameterizedTest
    @ValueSource(strings = {"tokens.pt", "tokens.onnx"})
    void knowledgeHasTheSizesOfItsRecordAndWhatTheTeacherAnswersToItAlone(String file) throws IOException {
        // Given
        int[] sizes = {5, 1, 8, 2};
        try (TopologyBench together = new TopologyBench(settings(file), 1 << 20, 0);
                TopologyBench alone = new TopologyBench(settings(file), 1 << 20, 0)) {
            // When
            for (int size : sizes) {
                together.send(sentences(size));
                alone.send(sentences(size));
                alone.pass(TopologyBench.MAX_DELAY);
            }
            together.pass(TopologyBench.MAX_DELAY);

            // Then
            List<Knowledge> answers = together.knowledge();
            List<Knowledge> expected = alone.knowledge();
            assertThat(answers).hasSize(sizes.length);
            for (int i = 0; i < sizes.length; i++) {
                requireClose(
                        answers.get(i).getLogits().getFull(),
                        expected.get(i).getLogits().getFull(),
                        2L,
                        (long) sizes[i],
                        3L);
                requireClose(
                        answers.get(i).getFeatureMaps(0), expected.get(i).getFeatureMaps(0), 2L, (long) sizes[i], 6L);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void theLargestLogitsAreThoseOfTheRecordsOwnPlaces(int k) throws IOException {
        // Given
        try (TopologyBench bench = new TopologyBench(settings("tokens.pt"), 1 << 20, k)) {
            // When
            bench.send(sentences(3));
            bench.pass(TopologyBench.MAX_DELAY);

            // Then
            assertThat(bench.knowledge()
                            .get(0)
                            .getLogits()
                            .getTopK()
                            .getClasses()
                            .getShapeList())
                    .containsExactly(2L, 3L, (long) k);
        }
    }

    @Test
    void aSentenceLosesTokensAndTheAnswerThoseOfTheSamePlaces() throws IOException {
        // Given
        Augmentations dropped = new Augmentations(List.of(AugmentationChain.parse("drop(0.25)")), 0);
        try (TopologyBench bench = new TopologyBench(settings("tokens.pt"), 1 << 20, 0, dropped)) {
            // When
            bench.send(sentences(8));
            bench.pass(TopologyBench.MAX_DELAY);

            // Then
            Knowledge augmented = bench.knowledge().get(1);
            assertThat(augmented.getInputs(0).getShapeList()).containsExactly(2L, 6L);
            assertThat(augmented.getLogits().getFull().getShapeList()).containsExactly(2L, 6L, 3L);
            assertThat(bench.fates.augmented).hasValue(2);
        }
    }

    private static void requireClose(Tensor actual, Tensor expected, Long... shape) {
        assertThat(actual.getShapeList()).containsExactly(shape).isEqualTo(expected.getShapeList());
        assertThat(floats(actual)).containsExactly(floats(expected), within(1e-5f));
    }

    private static float[] floats(Tensor tensor) {
        FloatBuffer buffer = tensor.getData()
                .asReadOnlyByteBuffer()
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer();
        float[] floats = new float[buffer.remaining()];
        buffer.get(floats);
        return floats;
    }

    private static ModelSettings settings(String file) {
        return new ModelSettings(
                new ModelSource.File(MODELS.resolve(file)),
                InputSpec.parseAll("ids:INT64:T,mask:INT64:T"),
                Optional.of(Buckets.parse("T=2/4/8", "")),
                "logits",
                LogitsFrom.LOGITS,
                List.of(OutputPick.parse("hidden")),
                Encoding.FP32,
                TopologyBench.MAX_BATCH,
                CallSettings.DEFAULT);
    }

    /** Two sentences of one size. */
    private static SampleBatch.Builder sentences(int size) {
        return SampleBatch.newBuilder()
                .addTensors(longs("ids", size, LongStream.range(0, 2L * size).map(i -> (i * 7 + size) % 50)))
                .addTensors(longs("mask", size, LongStream.generate(() -> 1).limit(2L * size)));
    }

    private static Tensor longs(String name, int size, LongStream numbers) {
        ByteBuffer data = ByteBuffer.allocate(2 * size * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        numbers.forEach(data::putLong);
        return Tensor.newBuilder()
                .setName(name)
                .setDataType(DataType.DATA_TYPE_INT64)
                .addShape(2)
                .addShape(size)
                .setData(ByteString.copyFrom(data.flip()))
                .build();
    }
}
