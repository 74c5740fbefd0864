package io.alambic.student.inference;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A fixed number of threads that compute the batches of a queue. */
final class Workers {

    private final CallQueue queue;
    private final Consumer<List<InferenceCall>> compute;
    private final List<Thread> threads = new ArrayList<>();

    /**
     * Creates threads that are not started.
     *
     * @param compute answers every call of a batch and does not throw; called by several threads
     */
    Workers(int threads, CallQueue queue, Consumer<List<InferenceCall>> compute) {
        this.queue = queue;
        this.compute = compute;
        for (int i = 1; i <= threads; i++) {
            Thread thread = new Thread(this::work, "inference-" + i);
            thread.setDaemon(true);
            this.threads.add(thread);
        }
    }

    void start() {
        threads.forEach(Thread::start);
    }

    private void work() {
        try {
            for (List<InferenceCall> batch = queue.take(); !batch.isEmpty(); batch = queue.take()) {
                try {
                    compute.accept(batch);
                } finally {
                    queue.done();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Refuses the waiting calls and lets the running batch of each thread end. */
    void stop() throws InterruptedException {
        queue.close();
        for (Thread thread : threads) {
            thread.join(TimeUnit.SECONDS.toMillis(1));
        }
    }
}
