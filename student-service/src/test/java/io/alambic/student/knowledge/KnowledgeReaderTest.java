package io.alambic.student.knowledge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.fail;

import com.google.protobuf.Timestamp;
import io.alambic.core.checkpoint.TaughtBy;
import io.alambic.student.TinyTask;
import io.alambic.student.batch.HoldoutSplit;
import io.alambic.student.batch.KnowledgeSamples;
import io.alambic.v1.AppliedAugmentation;
import io.alambic.v1.Knowledge;
import io.alambic.v1.MergedTeacher;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class KnowledgeReaderTest {

    private static final int SAMPLES = 50;
    private static final long RECORD_TIME = 77;
    private static final long NOW = 1_000_000;

    private final TinyTask task = new TinyTask(1);
    private final HoldoutSplit split = new HoldoutSplit(0.2);
    private final KnowledgeReader reader = new KnowledgeReader(
            new KnowledgeRules(TinyTask.STUDENT.signature(), List.of()), split, () -> Instant.ofEpochMilli(NOW));

    @Test
    void readsARecordWithItsPlaceAndEventTime() throws Exception {
        // Given
        Knowledge knowledge = task.next(SAMPLES)
                .setEventTime(Timestamp.newBuilder().setSeconds(12).setNanos(345_678_901))
                .build();

        // When
        KnowledgeSamples samples = reader.read(record(knowledge.toByteArray())).samples();

        // Then
        assertThat(samples.partition()).isEqualTo(new TopicPartition("knowledge", 3));
        assertThat(samples.offset()).isEqualTo(9);
        assertThat(samples.eventTimeMs()).isEqualTo(12_345);
        assertThat(samples.samples()).isEqualTo(SAMPLES);
        assertThat(samples.labels().data().getInt(4 * Integer.BYTES)).isEqualTo(knowledge.getLabels(4));
    }

    @Test
    void namesWhoAnsweredAndInAMergeWhoseAnswersAreInIt() throws Exception {
        // Given
        Knowledge alone = task.next(SAMPLES)
                .setTeacherName("resnet")
                .setTeacherVersion("2")
                .build();
        Knowledge merged = alone.toBuilder()
                .setTeacherName("merge")
                .setTeacherVersion("1")
                .addTeachers(MergedTeacher.newBuilder().setName("small").setVersion("x".repeat(5000)))
                .addTeachers(MergedTeacher.newBuilder().setName("resnet").setVersion("2"))
                .build();

        // When
        KnowledgeSamples one = reader.read(record(alone.toByteArray())).samples();
        KnowledgeSamples several = reader.read(record(merged.toByteArray())).samples();

        // Then
        assertThat(one.taughtBy()).containsExactly(TaughtBy.alone("resnet", "2"));
        assertThat(several.taughtBy())
                .containsExactly(
                        TaughtBy.alone("merge", "1"),
                        new TaughtBy("resnet", "2", "merge@1", 1),
                        new TaughtBy("small", "x".repeat(128), "merge@1", 1));
    }

    @Test
    void refusesAnEventTimeThatNoCalendarHas() {
        // Given
        Knowledge knowledge = task.next(SAMPLES)
                .setEventTime(Timestamp.newBuilder().setSeconds(Long.MAX_VALUE))
                .build();

        // When
        RefusedKnowledgeException refused = catchThrowableOfType(
                RefusedKnowledgeException.class, () -> reader.read(record(knowledge.toByteArray())));

        // Then
        assertThat(refused.refusal()).isEqualTo(Refusal.MALFORMED);
        assertThat(refused).hasMessageStartingWith("event time of 9223372036854775807 seconds");
    }

    @Test
    void setsBackAnEventTimeAfterTheRecordsOwn() throws Exception {
        // Given
        Timestamp inTheYear2096 =
                Timestamp.newBuilder().setSeconds(3_976_000_000L).build();
        Knowledge knowledge = task.next(SAMPLES).setEventTime(inTheYear2096).build();

        // When
        ReadKnowledge read = reader.read(record(knowledge.toByteArray()));

        // Then
        assertThat(read.samples().eventTimeMs()).isEqualTo(RECORD_TIME + 60_000);
        assertThat(read.eventTimeBounded()).isTrue();
    }

    @Test
    void setsBackARecordsTimeAfterNow() throws Exception {
        // Given
        Knowledge knowledge = task.next(SAMPLES).clearEventTime().build();
        KnowledgeReader early = new KnowledgeReader(
                new KnowledgeRules(TinyTask.STUDENT.signature(), List.of()),
                split,
                () -> Instant.ofEpochMilli(-70_000));

        // When
        ReadKnowledge read = early.read(record(knowledge.toByteArray()));

        // Then
        assertThat(read.samples().eventTimeMs()).isEqualTo(-10_000);
    }

    @Test
    void aRefusedSampleIsNeitherTrainedOnNorHeldOut() throws Exception {
        // Given
        Knowledge.Builder knowledge = task.next(SAMPLES);
        for (int i = 0; i < SAMPLES; i++) {
            knowledge.setLabels(i, i % 5 == 0 ? TinyTask.CLASSES : -100);
        }

        // When
        KnowledgeSamples samples =
                reader.read(record(knowledge.build().toByteArray())).samples();

        // Then
        assertThat(samples.refused().cardinality()).isEqualTo(SAMPLES / 5);
        assertThat(samples.refused().intersects(samples.heldOut())).isFalse();
        assertThat(samples.trainingSamples() + samples.heldOutSamples()).isEqualTo(SAMPLES - SAMPLES / 5);
        assertThat(samples.labels().data().getInt(Integer.BYTES)).isEqualTo(-1);
    }

    @Test
    void anAugmentedSampleIsNeverHeldOutAndLeftOutWhereItsOriginalIsHeldOut() throws Exception {
        // Given
        Knowledge original = task.next(SAMPLES).build();
        Knowledge augmented = original.toBuilder()
                .setAugmentation(AppliedAugmentation.newBuilder().setName("mirror"))
                .build();
        KnowledgeSamples held = reader.read(record(original.toByteArray())).samples();

        // When
        ReadKnowledge read = reader.read(record(augmented.toByteArray()));

        // Then
        assertThat(held.heldOutSamples()).isPositive();
        assertThat(read.samples().heldOutSamples()).isZero();
        assertThat(read.samples().refused()).isEqualTo(held.heldOut());
        assertThat(read.leftOut()).isEqualTo(held.heldOutSamples());
        assertThat(read.augmented()).isEqualTo(held.trainingSamples());
        read.refused().forEach((sample, refused) -> fail("sample %d would be a dead letter", sample));
    }

    @Test
    void takesTheRecordsTimeWhereNoEventTimeIsGiven() throws Exception {
        // Given
        Knowledge knowledge = task.next(SAMPLES).clearEventTime().build();

        // When
        KnowledgeSamples samples = reader.read(record(knowledge.toByteArray())).samples();

        // Then
        assertThat(samples.eventTimeMs()).isEqualTo(RECORD_TIME);
    }

    @Test
    void holdsOutByTheOriginOfSamplesWithoutIds() throws Exception {
        // Given
        Knowledge knowledge = task.next(SAMPLES, 123).build();

        // When
        KnowledgeSamples samples = reader.read(record(knowledge.toByteArray())).samples();

        // Then
        BitSet expected = new BitSet();
        for (int i = 0; i < SAMPLES; i++) {
            expected.set(i, split.holdsOut("samples", 0, 123, i));
        }
        assertThat(samples.heldOut()).isEqualTo(expected);
        assertThat(samples.heldOutSamples() + samples.trainingSamples()).isEqualTo(SAMPLES);
    }

    @Test
    void holdsOutByTheIndexThatASampleHadInItsRecord() throws Exception {
        // Given: every other sample of the record was refused by the teacher
        Knowledge.Builder knowledge = task.next(SAMPLES, 123);
        BitSet expected = new BitSet();
        for (int i = 0; i < SAMPLES; i++) {
            knowledge.addSampleIndexes(2 * i);
            expected.set(i, split.holdsOut("samples", 0, 123, 2 * i));
        }

        // When
        KnowledgeSamples samples =
                reader.read(record(knowledge.build().toByteArray())).samples();

        // Then
        assertThat(samples.heldOut()).isEqualTo(expected);
    }

    @Test
    void holdsOutByTheIdsOfSamplesThatHaveThem() throws Exception {
        // Given
        Knowledge.Builder knowledge = task.next(SAMPLES, 123);
        BitSet expected = new BitSet();
        for (int i = 0; i < SAMPLES; i++) {
            knowledge.addSampleIds("id-" + i);
            expected.set(i, split.holdsOut("id-" + i));
        }

        // When
        KnowledgeSamples samples =
                reader.read(record(knowledge.build().toByteArray())).samples();

        // Then
        assertThat(samples.heldOut()).isEqualTo(expected);
    }

    @Test
    void refusesARecordWithoutAValue() {
        // When
        RefusedKnowledgeException refused =
                catchThrowableOfType(RefusedKnowledgeException.class, () -> reader.read(record(null)));

        // Then
        assertThat(refused).hasMessage("the record has no value");
        assertThat(refused.refusal()).isEqualTo(Refusal.MALFORMED);
    }

    @Test
    void refusesAValueThatIsNoKnowledge() {
        // Given
        byte[] garbage = {(byte) 0xff, 0x01, 0x02};

        // When
        RefusedKnowledgeException refused =
                catchThrowableOfType(RefusedKnowledgeException.class, () -> reader.read(record(garbage)));

        // Then
        assertThat(refused).hasMessageStartingWith("the value is no Knowledge message: ");
        assertThat(refused.refusal()).isEqualTo(Refusal.MALFORMED);
        assertThat(refused.samples()).isZero();
    }

    @Test
    void refusesAnEmptyValue() {
        // When
        RefusedKnowledgeException refused =
                catchThrowableOfType(RefusedKnowledgeException.class, () -> reader.read(record(new byte[0])));

        // Then
        assertThat(refused).hasMessage("the record names no origin");
    }

    private static ConsumerRecord<ByteBuffer, ByteBuffer> record(byte[] value) {
        return new ConsumerRecord<>(
                "knowledge",
                3,
                9,
                RECORD_TIME,
                TimestampType.CREATE_TIME,
                0,
                0,
                null,
                value == null ? null : ByteBuffer.wrap(value),
                new RecordHeaders(),
                Optional.empty());
    }
}
