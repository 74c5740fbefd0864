package io.alambic.system;

import io.alambic.client.InferenceException;
import io.alambic.client.NamedTensor;
import io.alambic.client.StudentClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/** Callers that share a client, each of which sends one call after another until it is stopped. */
final class SteadyCallers implements AutoCloseable {

    private final StudentClient client;
    private final ExecutorService threads;
    private final AtomicLong answered = new AtomicLong();
    private final Queue<InferenceException> failures = new ConcurrentLinkedQueue<>();
    private final List<Future<?>> callers = new ArrayList<>();
    private volatile boolean more = true;

    SteadyCallers(String target, int callers) {
        client = new StudentClient(target);
        threads = Executors.newFixedThreadPool(callers);
        for (int i = 0; i < callers; i++) {
            NamedTensor image = NamedTensor.of(
                    "image",
                    QuadrantImages.floats(i % QuadrantImages.CLASSES),
                    1,
                    1,
                    QuadrantImages.SIDE,
                    QuadrantImages.SIDE);
            this.callers.add(threads.submit(() -> ask(image)));
        }
    }

    private void ask(NamedTensor image) {
        while (more) {
            try {
                client.infer(image);
                answered.incrementAndGet();
            } catch (InferenceException e) {
                failures.add(e);
            }
        }
    }

    long answered() {
        return answered.get();
    }

    /** Returns the failures after the client's own retries. */
    List<InferenceException> failures() {
        return List.copyOf(failures);
    }

    /** Stops the callers after their current calls. */
    void stop() throws Exception {
        more = false;
        for (Future<?> caller : callers) {
            caller.get();
        }
    }

    @Override
    public void close() {
        more = false;
        threads.shutdown();
        client.close();
    }
}
