package io.alambic.teacher.topology;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.alambic.core.augment.AugmentationChain;
import io.alambic.core.tensor.Encoding;
import io.alambic.teacher.TinyModel;
import io.alambic.teacher.model.ModelSettings;
import io.alambic.v1.Knowledge;
import io.alambic.v1.SampleBatch;
import io.alambic.v1.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The teacher answers changed samples beside those that come. */
class AugmentedSamplesTest {

    private static final Augmentations TWO = augmentations(3, "mirror", "crop(0.3)+noise(0.1)");

    @TempDir
    Path folder;

    @Test
    void everyAugmentationIsKnowledgeOfItsOwnThatNamesItsOriginAndIsCountedApart() throws IOException {
        // Given
        SampleBatch batch = TinyModel.samples(TopologyBench.MAX_BATCH, 0).build();
        try (TopologyBench bench = bench(TWO);
                TopologyBench plain = bench(Augmentations.NONE)) {
            // When
            bench.send(batch.toBuilder());
            plain.send(batch.toBuilder());

            // Then
            List<Knowledge> all = bench.knowledge();
            assertThat(all).hasSize(3);
            assertThat(all.get(0)).isEqualTo(plain.knowledge().get(0));
            assertThat(all.get(0).hasAugmentation()).isFalse();
            assertThat(all.get(1).getAugmentation().getName()).isEqualTo("mirror");
            assertThat(all.get(1).getAugmentation().getNumber()).isZero();
            assertThat(all.get(2).getAugmentation().getName()).isEqualTo("crop(0.3)+noise(0.1)");
            assertThat(all.get(2).getAugmentation().getNumber()).isEqualTo(1);
            for (Knowledge augmented : all.subList(1, 3)) {
                assertThat(augmented.getOrigin()).isEqualTo(all.get(0).getOrigin());
                assertThat(augmented.getSampleIdsList()).isEqualTo(batch.getSampleIdsList());
                assertThat(augmented.getLabelsList()).isEqualTo(batch.getLabelsList());
                assertThat(augmented.getInputs(0)).isNotEqualTo(batch.getTensors(0));
            }
            assertThat(bench.fates.taught).hasValue(TopologyBench.MAX_BATCH);
            assertThat(bench.fates.augmented).hasValue(2 * TopologyBench.MAX_BATCH);
            assertThat(bench.fates.augmentedLeftOut).hasValue(0);
        }
    }

    @Test
    void theAnswerBelongsToTheChangedSample() throws IOException {
        // Given
        SampleBatch.Builder batch = TinyModel.samples(TopologyBench.MAX_BATCH, 0);
        try (TopologyBench bench = bench(TWO);
                TopologyBench plain = bench(Augmentations.NONE)) {
            bench.send(batch);
            Knowledge augmented = bench.knowledge().get(2);

            // When
            plain.send(batch.clone().clearTensors().addTensors(augmented.getInputs(0)));

            // Then
            Knowledge asked = plain.knowledge().get(0);
            assertThat(asked.getLogits()).isEqualTo(augmented.getLogits());
            assertThat(asked.getFeatureMapsList()).isEqualTo(augmented.getFeatureMapsList());
        }
    }

    @Test
    void aRecordThatIsReadAgainGivesTheSameSamplesHoweverItIsBatchedAndAnotherSeedOthers() throws IOException {
        try (TopologyBench first = bench(TWO);
                TopologyBench again = bench(TWO);
                TopologyBench other = bench(augmentations(4, "mirror", "crop(0.3)+noise(0.1)"))) {
            // When
            for (int i = 0; i < 2; i++) {
                for (TopologyBench bench : List.of(first, again, other)) {
                    bench.send(TinyModel.samples(2, 2L * i));
                    if (bench == again) {
                        bench.pass(TopologyBench.MAX_DELAY);
                    }
                }
            }
            first.pass(TopologyBench.MAX_DELAY);
            other.pass(TopologyBench.MAX_DELAY);

            // Then
            List<Tensor> inputs = inputs(first.knowledge());
            assertThat(inputs).hasSize(6);
            assertThat(inputs(again.knowledge())).containsExactlyInAnyOrderElementsOf(inputs);
            assertThat(inputs(other.knowledge())).doesNotContainAnyElementsOf(inputs.subList(4, 6));
        }
    }

    @Test
    void aSampleThatIsDeadLetteredIsSoOnceAndIsNotAugmented() throws IOException {
        // Given: a pixel of the second sample is not finite
        SampleBatch.Builder batch = TinyModel.samples(TopologyBench.MAX_BATCH, 0);
        ByteBuffer pixels = ByteBuffer.wrap(batch.getTensors(0).getData().toByteArray())
                .order(ByteOrder.LITTLE_ENDIAN)
                .putFloat(4 * TinyModel.PIXELS, Float.NaN);
        batch.setTensors(0, batch.getTensors(0).toBuilder().setData(ByteString.copyFrom(pixels.rewind())));
        try (TopologyBench bench = bench(augmentations(0, "crop(0.9)", "crop(0.9)", "crop(0.9)"))) {
            // When
            bench.send(batch);

            // Then
            assertThat(bench.deadLetters()).hasSize(1);
            assertThat(bench.fates.deadLettered).hasValue(1);
            assertThat(bench.fates.taught).hasValue(TopologyBench.MAX_BATCH - 1);
            assertThat(bench.fates.augmented.get() + bench.fates.augmentedLeftOut.get())
                    .isEqualTo(3 * (TopologyBench.MAX_BATCH - 1));
            assertThat(bench.knowledge()).hasSize(4).allSatisfy(knowledge -> assertThat(knowledge.getSampleIdsList())
                    .doesNotContain("sample-1"));
        }
    }

    @Test
    void aRecordWithoutATensorThatChangesIsTaughtAndItsAugmentationsAreLeftOut() throws IOException {
        // Given: FP16 numbers take no noise
        SampleBatch.Builder batch = TinyModel.samples(TopologyBench.MAX_BATCH, 0);
        batch.setTensors(
                0,
                batch.getTensors(0).toBuilder()
                        .setDataType(io.alambic.v1.DataType.DATA_TYPE_FP16)
                        .setData(ByteString.copyFrom(new byte[2 * TopologyBench.MAX_BATCH * TinyModel.PIXELS])));
        try (TopologyBench bench = bench(augmentations(0, "noise(0.1)"))) {
            // When
            bench.send(batch);

            // Then
            assertThat(bench.knowledge()).hasSize(1);
            assertThat(bench.fates.taught).hasValue(TopologyBench.MAX_BATCH);
            assertThat(bench.fates.augmented).hasValue(0);
            assertThat(bench.fates.augmentedLeftOut).hasValue(TopologyBench.MAX_BATCH);
        }
    }

    private TopologyBench bench(Augmentations augmentations) throws IOException {
        return new TopologyBench(
                new ModelSettings(TinyModel.save(folder), List.of("block1"), Encoding.FP32, TopologyBench.MAX_BATCH),
                1 << 20,
                0,
                augmentations);
    }

    private static List<Tensor> inputs(List<Knowledge> knowledge) {
        return knowledge.stream().map(record -> record.getInputs(0)).toList();
    }

    private static Augmentations augmentations(long seed, String... chains) {
        return new Augmentations(Stream.of(chains).map(AugmentationChain::parse).toList(), seed);
    }
}
