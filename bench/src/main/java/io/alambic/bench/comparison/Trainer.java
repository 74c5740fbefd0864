package io.alambic.bench.comparison;

import ai.djl.ndarray.NDManager;
import io.alambic.core.train.Candidate;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Trains a candidate on its own thread, step after step, between {@link #start} and {@link #stop}.
 * Started and stopped by one thread; closes its thread, not the candidate.
 */
final class Trainer implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 60;

    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final Candidate candidate;
    private final Lesson lesson;
    private final NDManager manager;
    private volatile boolean training;
    private Future<?> run;

    Trainer(Candidate candidate, Lesson lesson, NDManager manager) {
        this.candidate = candidate;
        this.lesson = lesson;
        this.manager = manager;
    }

    /** Returns when the first step is done. */
    void start() {
        CountDownLatch firstStep = new CountDownLatch(1);
        training = true;
        run = thread.submit(() -> train(firstStep));
        try {
            firstStep.await();
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private void train(CountDownLatch firstStep) {
        try {
            while (training) {
                lesson.teach(candidate, manager);
                firstStep.countDown();
            }
        } finally {
            firstStep.countDown();
        }
    }

    /**
     * Returns when the last step is done.
     *
     * @throws IllegalStateException if a step failed
     */
    void stop() {
        training = false;
        try {
            run.get();
        } catch (InterruptedException e) {
            throw interrupted(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(
                    "a training step failed: " + e.getCause().getMessage(), e.getCause());
        }
    }

    private static IllegalStateException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("interrupted", e);
    }

    @Override
    public void close() {
        training = false;
        thread.shutdown();
        try {
            if (!thread.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the trainer did not end its step");
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }
}
