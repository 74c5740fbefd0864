package io.alambic.student.batch;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A fixed number of batch slots that go round between the thread that fills them and the thread that
 * trains on them:
 *
 * <pre>
 *   free ── tryTake ──▶ filled by ingest ── submit ──▶ ready ── poll ──▶ trained ── release ──▶ free
 * </pre>
 *
 * What is prefetched is thus bounded, and in steady state nothing is allocated. Thread safe.
 */
public final class SlotRing {

    private final BlockingQueue<BatchSlot> free;
    private final BlockingQueue<BatchSlot> ready;

    /**
     * A ring of empty slots.
     *
     * @param slots batches that may be filled ahead of the trainer, at least 1; one more is being trained on
     * @param batchSize largest batch, at least 1
     */
    public SlotRing(int slots, int batchSize) {
        if (slots < 1 || batchSize < 1) {
            throw new IllegalArgumentException(
                    "slots and batch size must be at least 1, but are %d and %d".formatted(slots, batchSize));
        }
        free = new ArrayBlockingQueue<>(slots + 1);
        ready = new ArrayBlockingQueue<>(slots + 1);
        for (int i = 0; i <= slots; i++) {
            free.add(new BatchSlot(batchSize));
        }
    }

    /** An empty slot; null where all are in use. */
    BatchSlot tryTake() {
        return free.poll();
    }

    /** Waits until a slot may be free, at most so long. */
    public void awaitFree(long timeoutMs) throws InterruptedException {
        BatchSlot slot = free.poll(timeoutMs, TimeUnit.MILLISECONDS);
        if (slot != null) {
            free.add(slot);
        }
    }

    /** Hands a complete batch to the trainer. */
    void submit(BatchSlot slot) {
        ready.add(slot);
    }

    /** The next complete batch; null where none came in time. */
    public BatchSlot poll(long timeoutMs) throws InterruptedException {
        return ready.poll(timeoutMs, TimeUnit.MILLISECONDS);
    }

    /** Gives a slot back; its arrays must no longer be used. */
    public void release(BatchSlot slot) {
        slot.clear();
        free.add(slot);
    }

    /** Number of complete batches that wait for the trainer. */
    public int waiting() {
        return ready.size();
    }
}
