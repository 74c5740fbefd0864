package io.alambic.student.inference;

import io.alambic.student.threads.StopDeadline;
import io.alambic.student.threads.ThreadSupervisor;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A fixed number of threads that compute the batches of a queue. Whatever a batch fails with, its calls are refused and its
 * thread goes on.
 */
final class Workers {

    private static final Logger LOG = LoggerFactory.getLogger(Workers.class);

    private final CallQueue queue;
    private final Consumer<List<InferenceCall>> compute;
    private final List<Thread> threads = new ArrayList<>();

    /**
     * Creates threads that are not started.
     *
     * @param compute answers every call of a batch; called by several threads
     */
    Workers(int threads, CallQueue queue, Consumer<List<InferenceCall>> compute, ThreadSupervisor supervisor) {
        this.queue = queue;
        this.compute = compute;
        for (int i = 1; i <= threads; i++) {
            Thread thread = supervisor.restarting("inference-" + i, this::work);
            thread.setDaemon(true);
            this.threads.add(thread);
        }
    }

    void start() {
        threads.forEach(Thread::start);
    }

    private void work() throws InterruptedException {
        for (List<InferenceCall> batch = queue.take(); !batch.isEmpty(); batch = queue.take()) {
            try {
                compute.accept(batch);
            } catch (RuntimeException | Error e) {
                LOG.error("A batch of {} calls failed", batch.size(), e);
                refuse(batch, e);
            } finally {
                queue.done();
            }
        }
    }

    /** Refuses the calls that have no answer yet. */
    private static void refuse(List<InferenceCall> batch, Throwable reason) {
        for (InferenceCall call : batch) {
            try {
                call.refuse(Status.INTERNAL
                        .withDescription("inference failed: " + reason)
                        .asRuntimeException());
            } catch (RuntimeException e) {
                LOG.warn("A refusal could not be delivered", e);
            }
        }
    }

    /** Refuses the waiting calls and lets the running batch of each thread end. */
    void stop(StopDeadline deadline) throws InterruptedException {
        queue.close();
        for (Thread thread : threads) {
            deadline.join(thread);
        }
    }
}
