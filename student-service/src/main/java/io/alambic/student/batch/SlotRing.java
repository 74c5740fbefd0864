package io.alambic.student.batch;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A fixed number of batch slots that circulate between the thread that fills them and the thread that trains on them:
 *
 * <pre>
 *   free ── tryTake ──▶ filled by ingest ── submit ──▶ ready ── poll ──▶ trained ── release ──▶ free
 * </pre>
 *
 * Prefetching is thus bounded by count and by bytes. In steady state nothing is allocated, because the slot
 * released last, whose memory has already grown, is taken first. Thread safe.
 */
public final class SlotRing {

    private final Lock lock = new ReentrantLock();
    private final Condition freed = lock.newCondition();
    private final Condition submitted = lock.newCondition();
    private final Deque<BatchSlot> free = new ArrayDeque<>();
    private final Queue<BatchSlot> ready = new ArrayDeque<>();
    private final long maxBytes;
    private final int several;
    private long readyBytes;

    /**
     * Creates a ring of empty slots.
     *
     * @param slots batches that may be filled ahead of the trainer, at least 1; one more slot is trained on
     * @param batchSize largest batch, at least 1
     * @param maxBytes no batch is begun while the waiting batches hold this many bytes
     */
    public SlotRing(int slots, int batchSize, long maxBytes) {
        if (slots < 1 || batchSize < 1 || maxBytes < 1) {
            throw new IllegalArgumentException("slots, batch size and bytes must be at least 1, but are %d, %d and %d"
                    .formatted(slots, batchSize, maxBytes));
        }
        this.maxBytes = maxBytes;
        this.several = (slots + 1) / 2;
        for (int i = 0; i <= slots; i++) {
            free.add(new BatchSlot());
        }
    }

    /** Takes an empty slot; returns null if all are in use or the waiting ones hold too many bytes. */
    BatchSlot tryTake() {
        lock.lock();
        try {
            return mayTake() ? free.pop() : null;
        } finally {
            lock.unlock();
        }
    }

    private boolean mayTake() {
        return !free.isEmpty() && readyBytes < maxBytes;
    }

    /**
     * Waits, with a limit, until half of the prefetch slots are free: each wake-up costs processor time, and the trainer
     * still has the other half to work on.
     */
    public void awaitFree(long timeoutMs) throws InterruptedException {
        lock.lock();
        try {
            long left = TimeUnit.MILLISECONDS.toNanos(timeoutMs);
            while (!severalAreFree() && left > 0) {
                left = freed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean severalAreFree() {
        return free.size() >= several && mayTake();
    }

    /** Hands a complete batch to the trainer. */
    void submit(BatchSlot slot) {
        lock.lock();
        try {
            ready.add(slot);
            readyBytes += slot.bytes();
            submitted.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the next complete batch; returns null if none came in time. */
    public BatchSlot poll(long timeoutMs) throws InterruptedException {
        lock.lock();
        try {
            long left = TimeUnit.MILLISECONDS.toNanos(timeoutMs);
            while (ready.isEmpty() && left > 0) {
                left = submitted.awaitNanos(left);
            }
            if (ready.isEmpty()) {
                return null;
            }
            BatchSlot slot = ready.remove();
            readyBytes -= slot.bytes();
            signalFreed();
            return slot;
        } finally {
            lock.unlock();
        }
    }

    /** Releases a slot; its arrays must no longer be used. */
    public void release(BatchSlot slot) {
        slot.clear();
        lock.lock();
        try {
            free.push(slot);
            signalFreed();
        } finally {
            lock.unlock();
        }
    }

    private void signalFreed() {
        if (severalAreFree()) {
            freed.signal();
        }
    }

    /** Returns the number of complete batches that wait for the trainer. */
    public int waiting() {
        lock.lock();
        try {
            return ready.size();
        } finally {
            lock.unlock();
        }
    }
}
