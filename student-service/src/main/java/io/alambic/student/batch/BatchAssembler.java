package io.alambic.student.batch;

import io.alambic.core.checkpoint.RecordsRead;
import io.alambic.core.checkpoint.TaughtBy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.kafka.common.TopicPartition;

/**
 * Assembles batches from the training rows of knowledge records, and keeps their held-out rows with them.
 *
 * <p>A batch never exceeds the batch size and, unless the stream pauses, has at least half of it. Small records share a
 * batch. A record that does not fit begins the next batch. A record larger than a batch is split evenly over several
 * batches, of which only the last is a {@linkplain LineageDelta#boundary() boundary}. So every record soon ends at a
 * boundary, and a checkpoint taken there contains whole records only.
 *
 * <p>A batch that has waited for {@code linger} is submitted as it is, even without rows if only offsets have moved. One with
 * fewer rows than the model can train on waits for more. Used by the ingest thread.
 */
public final class BatchAssembler {

    private final SlotRing ring;
    private final int batchSize;
    private final int smallest;
    private final long lingerNanos;
    private final LongSupplier nanoClock;

    private BatchSlot open;
    private long waitingSince;
    private boolean waiting;

    private KnowledgeSamples record;
    private int row;
    private int rowsLeft;
    private int batchesLeft;
    private boolean split;
    private String topicId = "";

    private final List<HeldOutSamples> heldOut = new ArrayList<>();
    private final Map<TopicPartition, Long> known = new HashMap<>();
    private final Map<TopicPartition, Long> moved = new HashMap<>();
    private final Map<TopicPartition, RecordsRead> read = new HashMap<>();
    private List<TaughtBy> teachers = List.of();

    /** Creates an empty assembler for a model that can train on a single sample. */
    public BatchAssembler(SlotRing ring, int batchSize, long lingerNanos, LongSupplier nanoClock) {
        this(ring, batchSize, 1, lingerNanos, nanoClock);
    }

    /**
     * Creates an empty assembler.
     *
     * @param batchSize batch size of the ring
     * @param smallest samples of the smallest batch that the model can train on
     * @param lingerNanos longest wait for a batch to fill
     * @param nanoClock monotonic time in nanoseconds
     */
    public BatchAssembler(SlotRing ring, int batchSize, int smallest, long lingerNanos, LongSupplier nanoClock) {
        this.ring = ring;
        this.batchSize = batchSize;
        this.smallest = smallest;
        this.lingerNanos = lingerNanos;
        this.nanoClock = nanoClock;
    }

    /**
     * Begins a record; {@link #advance} places its rows.
     *
     * @throws IllegalStateException if the previous record is not placed yet
     */
    public void begin(KnowledgeSamples next) {
        if (record != null) {
            throw new IllegalStateException("the record before is not placed yet");
        }
        int rows = next.trainingSamples();
        int before = open == null ? 0 : open.rows();
        boolean crowded = before + rows > batchSize && 2 * before >= batchSize;
        if (before > 0 && rows > 0 && (crowded || !open.accepts(next))) {
            submit(true);
            before = 0;
        }
        if (next.heldOutSamples() > 0) {
            heldOut.add(HeldOutSamples.of(next));
        }
        record = next;
        row = 0;
        rowsLeft = rows;
        batchesLeft = Math.max(1, (before + rows + batchSize - 1) / batchSize);
        split = batchesLeft > 1;
        startWaiting();
    }

    /**
     * Places as many rows of the record as the free slots hold.
     *
     * @return whether the record is placed completely
     */
    public boolean advance() {
        while (record != null) {
            if (rowsLeft > 0 && !hasOpenSlot()) {
                return false;
            }
            placeRows();
        }
        return true;
    }

    private void placeRows() {
        if (rowsLeft > 0) {
            int before = open.rows();
            int target = batchesLeft == 1 ? batchSize : (before + rowsLeft + batchesLeft - 1) / batchesLeft;
            row = open.append(record, row, target - before);
            rowsLeft -= open.rows() - before;
        }
        if (rowsLeft == 0) {
            endRecord();
        } else {
            batchesLeft--;
            submit(false);
        }
    }

    private void endRecord() {
        known.put(record.partition(), record.offset() + 1);
        moved.put(record.partition(), record.offset() + 1);
        read.merge(record.partition(), record.read(), RecordsRead::then);
        teachers = TaughtBy.sum(teachers, record.taughtBy());
        record = null;
        if (open != null && (split || open.rows() == batchSize)) {
            submit(true);
        }
    }

    /**
     * Records that a partition advanced without a record to learn from.
     *
     * @param nextOffset next offset to read
     */
    public void moveOn(TopicPartition partition, long nextOffset) {
        if (known.getOrDefault(partition, -1L) < nextOffset) {
            known.put(partition, nextOffset);
            moved.put(partition, nextOffset);
            startWaiting();
        }
    }

    /**
     * Records that a partition continues elsewhere: after a gap, or further back if it is new.
     *
     * @param nextOffset next offset to read
     * @param missed offsets that were deleted before they were read
     */
    public void goOnAt(TopicPartition partition, long nextOffset, long missed) {
        known.put(partition, nextOffset);
        moved.put(partition, nextOffset);
        read.merge(partition, RecordsRead.gap(missed), RecordsRead::then);
        startWaiting();
    }

    /**
     * Records which topic is read from now on. The offsets of another topic start again; the placed rows of the previous
     * one are still learned.
     *
     * @param id Kafka's id of the topic; empty if unknown
     * @throws IllegalStateException if a record of the previous topic is not placed yet
     */
    public void readFrom(String id) {
        if (record != null) {
            throw new IllegalStateException("a record of the topic before is not placed yet");
        }
        if (!id.isEmpty() && !id.equals(topicId)) {
            topicId = id;
            known.clear();
            moved.clear();
            read.clear();
        }
    }

    /** Submits the batch that has waited long enough, if a slot is free. */
    public void submitDue() {
        boolean due = waiting && record == null && nanoClock.getAsLong() - waitingSince >= lingerNanos && !isTooSmall();
        if (due && hasOpenSlot()) {
            submit(true);
        }
    }

    private boolean isTooSmall() {
        return open != null && open.rows() > 0 && open.rows() < smallest;
    }

    private boolean hasOpenSlot() {
        if (open == null) {
            open = ring.tryTake();
        }
        return open != null;
    }

    private void startWaiting() {
        if (!waiting) {
            waiting = true;
            waitingSince = nanoClock.getAsLong();
        }
    }

    private void submit(boolean boundary) {
        if (boundary) {
            open.complete(true, heldOut, moved, read, topicId, teachers);
            heldOut.clear();
            moved.clear();
            read.clear();
            teachers = List.of();
            waiting = false;
        } else {
            open.complete(false, List.of(), Map.of(), Map.of(), topicId, List.of());
        }
        ring.submit(open);
        open = null;
    }
}
