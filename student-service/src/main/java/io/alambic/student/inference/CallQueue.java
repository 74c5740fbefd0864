package io.alambic.student.inference;

import io.alambic.student.protocol.Refused;
import io.grpc.StatusRuntimeException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Queue of waiting calls, bounded by their number and by their bytes. Hands them out in batches; the calls of a batch
 * request the same version and keep their order. Thread safe.
 */
final class CallQueue {

    private final QueueLimits limits;
    private final Batching batching;
    private final LongSupplier nanoClock;
    private final Deque<InferenceCall> waiting = new ArrayDeque<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Condition quiet = lock.newCondition();
    private long waitingBytes;
    private int running;
    private boolean closed;

    CallQueue(QueueLimits limits, Batching batching, LongSupplier nanoClock) {
        this.limits = limits;
        this.batching = batching;
        this.nanoClock = nanoClock;
    }

    /** Adds a call, or refuses it at once if that would exceed a limit or the queue is closed. */
    void offer(InferenceCall call) {
        Optional<StatusRuntimeException> refusal;
        lock.lock();
        try {
            refusal = refusal(call);
            if (refusal.isEmpty()) {
                waiting.add(call);
                waitingBytes += call.request().bytes();
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
        refusal.ifPresent(call::refuse);
    }

    private Optional<StatusRuntimeException> refusal(InferenceCall call) {
        if (closed) {
            return Optional.of(Refused.stopping());
        }
        boolean fits = waiting.size() < limits.calls()
                && (waiting.isEmpty() || waitingBytes + call.request().bytes() <= limits.bytes());
        return fits ? Optional.empty() : Optional.of(Refused.overloaded(limits.calls(), limits.bytes()));
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
                List<InferenceCall> candidates = ofOneVersion();
                long waited = nanoClock.getAsLong() - candidates.get(0).queuedNanos();
                int chosen = batching.choose(
                        candidates.stream().map(InferenceCall::samples).toList(), running == 0, waited);
                if (chosen > 0) {
                    return remove(candidates.subList(0, chosen));
                }
                long left = batching.maxDelay().toNanos() - waited;
                changed.await(left, TimeUnit.NANOSECONDS);
            }
            return List.of();
        } finally {
            lock.unlock();
        }
    }

    private List<InferenceCall> ofOneVersion() {
        String version = waiting.getFirst().version();
        List<InferenceCall> same = new ArrayList<>();
        for (InferenceCall call : waiting) {
            if (call.version().equals(version)) {
                same.add(call);
            }
        }
        return same;
    }

    @SuppressWarnings("ReferenceEquality") // two calls may ask the same
    private List<InferenceCall> remove(List<InferenceCall> batch) {
        Iterator<InferenceCall> all = waiting.iterator();
        for (int found = 0; found < batch.size(); ) {
            InferenceCall next = all.next();
            if (next == batch.get(found)) {
                all.remove();
                waitingBytes -= next.request().bytes();
                found++;
            }
        }
        running++;
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
            left = List.copyOf(waiting);
            waiting.clear();
            waitingBytes = 0;
            changed.signalAll();
            quiet.signalAll();
        } finally {
            lock.unlock();
        }
        left.forEach(call -> call.refuse(Refused.stopping()));
    }
}
