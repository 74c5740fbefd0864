package io.alambic.student.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.alambic.core.cost.feature.FeaturePair;
import io.alambic.core.tensor.TopKLogits;
import io.alambic.student.TinyTask;
import io.alambic.student.batch.HoldoutSplit;
import io.alambic.student.batch.KnowledgeSamples;
import io.alambic.testing.Memory;
import io.alambic.v1.Knowledge;
import io.alambic.v1.Logits;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever bytes a knowledge record holds, it is read or refused with a reason, in memory that they account for. */
class KnowledgeFuzzTest {

    private static final HoldoutSplit SPLIT = new HoldoutSplit(0.5);

    static Stream<byte[]> values() {
        Knowledge full = new TinyTask(1).next(2).build();
        Logits largest = Logits.newBuilder()
                .setTopK(TopKLogits.encode(full.getLogits().getFull(), 1))
                .build();
        return Stream.of(
                        full,
                        full.toBuilder().setLogits(largest).build(),
                        full.toBuilder().addSampleIds("a").addSampleIds("b").build(),
                        full.toBuilder().clearOrigin().build(),
                        full.toBuilder()
                                .setInputs(0, full.getInputs(0).toBuilder().setShape(0, 10L << 30))
                                .build())
                .map(Knowledge::toByteArray);
    }

    @MethodSource("values")
    @FuzzTest
    void everyRecordIsReadOrRefused(byte[] value) {
        KnowledgeReader reader = new KnowledgeReader(
                new KnowledgeRules(TinyTask.STUDENT.signature(), List.of(new FeaturePair("block2", "block2", 1))),
                SPLIT,
                InstantSource.system());
        Memory.requireInProportion(value, () -> {
            try {
                KnowledgeSamples samples = reader.read(
                                new ConsumerRecord<>("knowledge", 0, 0, null, ByteBuffer.wrap(value)))
                        .samples();
                assertThat(samples.logits().samples()).isEqualTo(samples.samples());
                assertThat(samples.heldOutSamples()
                                + samples.trainingSamples()
                                + samples.refused().cardinality())
                        .isEqualTo(samples.samples());
            } catch (RefusedKnowledgeException e) {
                assertThat(e.refusal()).isNotNull();
                assertThat(e).message().isNotBlank();
            }
        });
    }
}
