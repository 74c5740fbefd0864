package io.alambic.student.batch;

import static io.alambic.student.batch.Samples.K0;
import static io.alambic.student.batch.Samples.K1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import io.alambic.core.checkpoint.RecordsRead;
import io.alambic.core.checkpoint.TaughtBy;
import io.alambic.core.cost.TrainingBatch;
import io.alambic.core.evaluate.HoldoutWindow;
import io.alambic.core.explain.HeldOutLayers;
import io.alambic.core.task.Tasks;
import io.alambic.core.tensor.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class BatchAssemblerTest {

    private static final long LINGER = 50;
    private static final int WINDOW = 1024;

    private final HeldOutLayers layers = new HeldOutLayers();
    private HoldoutWindow holdout = new HoldoutWindow(WINDOW, Tasks.CLASSIFICATION);
    private final List<Batch> batches = new ArrayList<>();
    private long now;

    /** What the trainer gets. */
    private record Batch(List<Integer> samples, LineageDelta lineage) {}

    @Test
    void smallRecordsShareABatchWhichLeavesWhenItIsFull() throws Exception {
        // Given
        SlotRing ring = new SlotRing(2, 4, 1 << 30);
        BatchAssembler assembler = assembler(ring, 4);

        // When
        place(assembler, ring, Samples.record(K0, 10, 0, 2, Samples.none()));
        place(assembler, ring, Samples.record(K0, 11, 2, 2, Samples.none()));

        // Then
        drain(ring);
        assertThat(batches)
                .containsExactly(new Batch(
                        List.of(0, 1, 2, 3),
                        new LineageDelta(true, 4, 0, 1011, Map.of(K0, 12L), read(10, 11), "", taught(2))));
    }

    @Test
    void fewerRowsThanTheModelCanTrainOnWaitForMore() throws Exception {
        // Given
        SlotRing ring = new SlotRing(2, 4, 1 << 30);
        BatchAssembler assembler = new BatchAssembler(ring, 4, 2, LINGER, () -> now);
        place(assembler, ring, Samples.record(K0, 10, 0, 1, Samples.none()));

        // When
        now += 100 * LINGER;
        assembler.submitDue();

        // Then
        assertThat(ring.waiting()).isZero();

        // When
        place(assembler, ring, Samples.record(K0, 11, 1, 1, Samples.none()));
        assembler.submitDue();

        // Then
        drain(ring);
        assertThat(batches)
                .containsExactly(new Batch(
                        List.of(0, 1),
                        new LineageDelta(true, 2, 0, 1011, Map.of(K0, 12L), read(10, 11), "", taught(2))));
    }

    @Test
    void onlyTheLastPartOfALargeRecordIsABoundary() throws Exception {
        // Given
        SlotRing ring = new SlotRing(4, 4, 1 << 30);
        BatchAssembler assembler = assembler(ring, 4);

        // When
        place(assembler, ring, Samples.record(K0, 0, 0, 10, Samples.rows(9)));

        // Then
        drain(ring);
        assertThat(batches)
                .containsExactly(
                        new Batch(
                                List.of(0, 1, 2),
                                new LineageDelta(false, 3, 0, 1000, Map.of(), Map.of(), "", List.of())),
                        new Batch(
                                List.of(3, 4, 5),
                                new LineageDelta(false, 3, 0, 1000, Map.of(), Map.of(), "", List.of())),
                        new Batch(
                                List.of(6, 7, 8),
                                new LineageDelta(true, 3, 1, 1000, Map.of(K0, 1L), read(0), "", taught(1))));
    }

    @Test
    void recordsOfOneSampleGoOnWhereARecordThatDoesNotFitBeginsTheNextBatch() throws Exception {
        // Given
        SlotRing ring = new SlotRing(4, 4, 1 << 30);
        BatchAssembler assembler = assembler(ring, 4);

        // When
        place(assembler, ring, Samples.record(K0, 0, 0, 3, Samples.none()));
        place(assembler, ring, Samples.record(K0, 1, 3, 3, Samples.none()));

        // Then
        drain(ring);
        assertThat(batches)
                .containsExactly(new Batch(
                        List.of(0, 1, 2), new LineageDelta(true, 3, 0, 1000, Map.of(K0, 1L), read(0), "", taught(1))));
    }

    @Test
    void anotherEncodingBeginsTheNextBatch() throws Exception {
        // Given
        SlotRing ring = new SlotRing(4, 8, 1 << 30);
        BatchAssembler assembler = assembler(ring, 8);

        // When
        place(assembler, ring, Samples.record(K0, 0, 0, 2, Samples.none()));
        place(assembler, ring, Samples.record(K0, 1, 2, 8, Samples.none(), TensorType.INT32));

        // Then
        drain(ring);
        assertThat(batches).hasSize(2);
        assertThat(batches.get(0).lineage())
                .isEqualTo(new LineageDelta(true, 2, 0, 1000, Map.of(K0, 1L), read(0), "", taught(1)));
        assertThat(batches.get(1).lineage())
                .isEqualTo(new LineageDelta(true, 8, 0, 1001, Map.of(K0, 2L), read(1), "", taught(1)));
    }

    @Test
    void aBatchLeavesWhenItHasWaitedForTheLinger() throws Exception {
        // Given
        SlotRing ring = new SlotRing(2, 4, 1 << 30);
        BatchAssembler assembler = assembler(ring, 4);
        place(assembler, ring, Samples.record(K0, 0, 0, 1, Samples.none()));

        // When
        now = LINGER - 1;
        assembler.submitDue();
        int before = ring.waiting();
        now = LINGER;
        assembler.submitDue();

        // Then
        assertThat(before).isZero();
        assertThat(ring.waiting()).isEqualTo(1);
    }

    @Test
    void offsetsThatMovedOnWithoutSamplesLeaveInABatchWithoutRows() throws Exception {
        // Given
        SlotRing ring = new SlotRing(2, 4, 1 << 30);
        BatchAssembler assembler = assembler(ring, 4);

        // When
        assembler.moveOn(K0, 7);
        assembler.moveOn(K0, 5);
        now = LINGER;
        assembler.submitDue();

        // Then
        BatchSlot slot = ring.poll(0);
        assertThat(slot.lineage()).isEqualTo(new LineageDelta(true, 0, 0, 0, Map.of(K0, 7L), Map.of(), "", List.of()));
    }

    @Test
    void aGapLeavesWithItsSizeAndAPartitionMayBeginAgain() throws Exception {
        // Given
        SlotRing ring = new SlotRing(2, 4, 1 << 30);
        BatchAssembler assembler = assembler(ring, 4);
        assembler.moveOn(K0, 7);

        // When
        assembler.goOnAt(K0, 30, 23);
        assembler.goOnAt(K1, 0, 0);
        now = LINGER;
        assembler.submitDue();

        // Then
        assertThat(ring.poll(0).lineage())
                .isEqualTo(new LineageDelta(
                        true,
                        0,
                        0,
                        0,
                        Map.of(K0, 30L, K1, 0L),
                        Map.of(K0, RecordsRead.gap(23), K1, RecordsRead.gap(0)),
                        "",
                        List.of()));
    }

    @Test
    void withAnotherTopicTheOffsetsBeginAnewAndWhatWasPlacedIsLearned() throws Exception {
        // Given
        SlotRing ring = new SlotRing(2, 4, 1 << 30);
        BatchAssembler assembler = assembler(ring, 4);
        assembler.readFrom("first");
        place(assembler, ring, Samples.record(K0, 10, 0, 2, Samples.none()));

        // When
        assembler.readFrom("second");
        place(assembler, ring, Samples.record(K0, 0, 2, 2, Samples.none()));

        // Then
        drain(ring);
        assertThat(batches)
                .containsExactly(new Batch(
                        List.of(0, 1, 2, 3),
                        new LineageDelta(true, 4, 0, 1010, Map.of(K0, 1L), read(0), "second", taught(2))));
    }

    @Test
    void aRecordThatIsHeldOutAsAWholeIsCountedAndNotTrainedOn() throws Exception {
        // Given
        SlotRing ring = new SlotRing(2, 4, 1 << 30);
        BatchAssembler assembler = assembler(ring, 4);

        // When
        place(assembler, ring, Samples.record(K0, 0, 0, 2, Samples.rows(0, 1)));
        now = LINGER;
        assembler.submitDue();

        // Then
        drain(ring);
        assertThat(batches)
                .containsExactly(
                        new Batch(List.of(), new LineageDelta(true, 0, 2, 0, Map.of(K0, 1L), read(0), "", taught(1))));
        assertThat(holdout.samples()).isEqualTo(2);
    }

    @Test
    void refusesARecordBeforeTheOneBeforeIsPlaced() {
        // Given
        BatchAssembler assembler = assembler(new SlotRing(2, 4, 1 << 30), 4);
        assembler.begin(Samples.record(K0, 0, 0, 2, Samples.none()));

        // When
        assertThatThrownBy(() -> assembler.begin(Samples.record(K0, 1, 2, 2, Samples.none())))
                // Then
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the record before is not placed yet");
    }

    @Property(tries = 200)
    void everySampleIsTrainedOnOrHeldOutExactlyOnceAndEveryBoundaryHoldsWholeRecords(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 9) int batchSize,
            @ForAll @IntRange(min = 1, max = 3) int slots)
            throws Exception {
        // Given
        SplittableRandom random = new SplittableRandom(seed);
        SlotRing ring = new SlotRing(slots, batchSize, 1 << 30);
        BatchAssembler assembler = assembler(ring, batchSize);
        List<KnowledgeSamples> records = new ArrayList<>();
        List<Integer> expected = new ArrayList<>();
        int first = 0;
        for (int i = 0; i < 25; i++) {
            int samples = 1 + random.nextInt(3 * batchSize);
            BitSet heldOut = new BitSet();
            for (int row = 0; row < samples; row++) {
                heldOut.set(row, random.nextInt(4) == 0);
                if (!heldOut.get(row)) {
                    expected.add(first + row);
                }
            }
            records.add(Samples.record(i % 2 == 0 ? K0 : K1, i, first, samples, heldOut));
            first += samples;
        }

        // When
        batches.clear();
        holdout = new HoldoutWindow(WINDOW, Tasks.CLASSIFICATION);
        for (KnowledgeSamples record : records) {
            place(assembler, ring, record);
        }
        drain(ring);
        now += LINGER;
        assembler.submitDue();
        drain(ring);

        // Then
        assertThat(batches.stream().flatMap(batch -> batch.samples().stream())).containsExactlyElementsOf(expected);
        assertThat(batches).allMatch(batch -> batch.samples().size() <= batchSize);
        assertThat(holdout.samples()).isEqualTo(first - expected.size());
        assertBoundariesHoldWholeRecords(records);
    }

    @Test
    void heldOutSamplesEnterTheWindowWithTheBatchThatTheirRecordEndsWith() throws Exception {
        // Given
        SlotRing ring = new SlotRing(4, 4, 1 << 30);
        BatchAssembler assembler = assembler(ring, 4);
        place(assembler, ring, Samples.record(K0, 0, 0, 10, Samples.rows(2, 9)));
        int whileTheyWait = holdout.samples();

        // When
        List<Integer> afterEachBatch = new ArrayList<>();
        while (ring.waiting() > 0) {
            take(ring.poll(0), ring);
            afterEachBatch.add(holdout.samples());
        }

        // Then
        assertThat(whileTheyWait).isZero();
        assertThat(afterEachBatch).containsExactly(0, 2);
    }

    private void assertBoundariesHoldWholeRecords(List<KnowledgeSamples> records) {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        Map<TopicPartition, RecordsRead> read = new HashMap<>();
        long trained = 0;
        long heldOut = 0;
        for (Batch batch : batches) {
            trained += batch.lineage().trained();
            heldOut += batch.lineage().heldOut();
            offsets.putAll(batch.lineage().offsets());
            batch.lineage().read().forEach((partition, more) -> read.merge(partition, more, RecordsRead::then));
            if (batch.lineage().boundary()) {
                List<KnowledgeSamples> whole = records.stream()
                        .filter(record -> record.offset() < offsets.getOrDefault(record.partition(), 0L))
                        .toList();
                assertThat(trained)
                        .isEqualTo(whole.stream()
                                .mapToLong(KnowledgeSamples::trainingSamples)
                                .sum());
                assertThat(heldOut)
                        .isEqualTo(whole.stream()
                                .mapToLong(KnowledgeSamples::heldOutSamples)
                                .sum());
                assertThat(read)
                        .isEqualTo(whole.stream()
                                .collect(Collectors.toMap(
                                        KnowledgeSamples::partition, KnowledgeSamples::read, RecordsRead::then)));
            }
        }
        assertThat(batches.get(batches.size() - 1).lineage().boundary()).isTrue();
        assertThat(batches.stream()
                        .mapToLong(batch -> batch.lineage().records())
                        .sum())
                .isEqualTo(records.size());
    }

    private static Map<TopicPartition, RecordsRead> read(long... offsets) {
        return Map.of(
                K0,
                Arrays.stream(offsets)
                        .mapToObj(Samples::read)
                        .reduce(RecordsRead::then)
                        .orElseThrow());
    }

    private BatchAssembler assembler(SlotRing ring, int batchSize) {
        return new BatchAssembler(ring, batchSize, LINGER, () -> now);
    }

    private void place(BatchAssembler assembler, SlotRing ring, KnowledgeSamples record) throws Exception {
        assembler.begin(record);
        while (!assembler.advance()) {
            take(ring.poll(0), ring);
        }
    }

    private void drain(SlotRing ring) throws Exception {
        while (ring.waiting() > 0) {
            take(ring.poll(0), ring);
        }
    }

    /** What is in a slot, read through the arrays that the trainer gets. */
    private void take(BatchSlot slot, SlotRing ring) {
        List<Integer> samples = new ArrayList<>();
        if (slot.rows() > 0) {
            try (NDManager scope = NDManager.newBaseManager()) {
                TrainingBatch batch = slot.toBatch(scope);
                for (int label : batch.labels().toIntArray()) {
                    samples.add(label);
                }
                float[] logits = batch.logits().toFloatArray();
                assertThat(batch.samples()).isEqualTo(samples.size());
                for (int i = 0; i < samples.size(); i++) {
                    assertThat(logits[2 * i]).isEqualTo((float) samples.get(i));
                    assertThat(logits[2 * i + 1]).isEqualTo((float) -samples.get(i));
                }
            }
        }
        slot.enter(holdout, layers);
        batches.add(new Batch(samples, slot.lineage()));
        ring.release(slot);
    }

    private static List<TaughtBy> taught(long records) {
        return List.of(new TaughtBy("teacher", "1", "", records));
    }
}
