package io.alambic.student.inference;

import io.alambic.student.protocol.Refused;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Queue of waiting calls, bounded by their number and by their bytes. Hands them out in batches; the calls of a batch
 * request the same version. Clients take turns, as {@link FairQueue} says: when the queue is full, a call of the client
 * that asks most is refused. Thread safe.
 */
final class CallQueue {

    private final QueueLimits limits;
    private final Batching batching;
    private final LongSupplier nanoClock;
    private final FairQueue waiting = new FairQueue();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Condition quiet = lock.newCondition();
    private int running;
    private boolean closed;

    CallQueue(QueueLimits limits, Batching batching, LongSupplier nanoClock) {
        this.limits = limits;
        this.batching = batching;
        this.nanoClock = nanoClock;
    }

    /** Adds a call; refuses at once what exceeds a limit then, and the call itself once the queue is closed. */
    void offer(InferenceCall call) {
        List<InferenceCall> refused;
        boolean stopping;
        lock.lock();
        try {
            stopping = closed;
            refused = stopping ? List.of(call) : waiting.add(call, limits);
            changed.signal();
        } finally {
            lock.unlock();
        }
        refused.forEach(
                one -> one.refuse(stopping ? Refused.stopping() : Refused.overloaded(limits.calls(), limits.bytes())));
    }

    /**
     * Waits for the next batch. The caller calls {@link #done()} once it is computed.
     *
     * @return empty once the queue is closed
     */
    List<InferenceCall> take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!closed) {
                if (waiting.isEmpty()) {
                    changed.await();
                    continue;
                }
                List<InferenceCall> candidates = waiting.ofOneVersion();
                long oldest = candidates.stream()
                        .mapToLong(InferenceCall::queuedNanos)
                        .min()
                        .orElseThrow();
                long waited = nanoClock.getAsLong() - oldest;
                int chosen = batching.choose(
                        candidates.stream().map(InferenceCall::samples).toList(), running == 0, waited);
                if (chosen > 0) {
                    return taken(chosen);
                }
                long left = batching.maxDelay().toNanos() - waited;
                changed.await(left, TimeUnit.NANOSECONDS);
            }
            return List.of();
        } finally {
            lock.unlock();
        }
    }

    private List<InferenceCall> taken(int calls) {
        running++;
        List<InferenceCall> batch = waiting.take(calls);
        if (!waiting.isEmpty()) {
            changed.signal();
        }
        return batch;
    }

    /** Reports that a batch is computed. */
    void done() {
        lock.lock();
        try {
            running--;
            if (running == 0 && waiting.isEmpty()) {
                quiet.signalAll();
            }
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until no call waits or is computed, with a limit; an interrupted thread does not wait and stays interrupted. */
    void awaitQuiet(long atMostNanos) {
        lock.lock();
        try {
            long left = atMostNanos;
            while (left > 0 && !closed && (running > 0 || !waiting.isEmpty())) {
                left = quiet.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /** Closes the queue and refuses the calls that wait. */
    void close() {
        List<InferenceCall> left;
        lock.lock();
        try {
            closed = true;
            left = waiting.takeAll();
            changed.signalAll();
            quiet.signalAll();
        } finally {
            lock.unlock();
        }
        left.forEach(call -> call.refuse(Refused.stopping()));
    }
}
