package io.alambic.student.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import io.alambic.core.cost.feature.FeaturePair;
import io.alambic.student.TinyTask;
import io.alambic.student.batch.HoldoutSplit;
import io.alambic.testing.Memory;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.kafka.clients.consumer.ConsumerRecord;

class KnowledgePropertyTest {

    private static final byte[] WHOLE = new TinyTask(1).next(2).build().toByteArray();

    @Property(tries = 2000)
    void aRecordOfWhichSomeBytesAreOthersIsReadOrRefusedWithAReason(
            @ForAll @IntRange(max = 400) int at, @ForAll byte[] others, @ForAll boolean torn) {
        // Given
        byte[] bent = WHOLE.clone();
        int length = Math.min(others.length, bent.length - at);
        System.arraycopy(others, 0, bent, at, length);
        byte[] value = torn ? Arrays.copyOf(bent, at + length) : bent;
        KnowledgeReader reader = new KnowledgeReader(
                new KnowledgeRules(TinyTask.STUDENT.signature(), List.of(new FeaturePair("block2", "block2", 1))),
                new HoldoutSplit(0.5),
                InstantSource.system());

        // Then
        Memory.requireInProportion(value, () -> {
            try {
                assertThat(reader.read(new ConsumerRecord<>("knowledge", 0, 0, null, ByteBuffer.wrap(value)))
                                .samples()
                                .samples())
                        .isPositive();
            } catch (RefusedKnowledgeException e) {
                assertThat(e).message().isNotBlank();
            }
        });
    }
}
