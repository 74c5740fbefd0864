package io.alambic.cli.serving;

import io.alambic.cli.report.QuickstartTask;
import io.alambic.client.ServedWeights;
import io.alambic.client.StudentClient;
import io.alambic.datasets.LabelledSamples;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Simulates a user of the student: sends one test sample after another at a steady, modest rate, and records the
 * latency, the freshness and the version of each answer. Ignores calls before the first weights serve. Thread
 * safe.
 */
public final class ServingProbe implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(ServingProbe.class.getName());
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double MILLIS_PER_SECOND = 1e3;

    private final StudentClient student;
    private final LabelledSamples samples;
    private final Clock clock;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "serving-probe"));
    private final Percentiles latencyMillis = new Percentiles();
    private final Percentiles freshnessSeconds = new Percentiles();
    private final Set<Long> versions = new HashSet<>();
    private final AtomicLong failures = new AtomicLong();
    private final QuickstartTask task;
    private Judgement recent;
    private ScheduledFuture<?> calls;
    private boolean ready;
    private int next;

    /**
     * Creates a probe that has not started.
     *
     * @param task by whose figure the answers are judged
     */
    public ServingProbe(StudentClient student, LabelledSamples samples, QuickstartTask task, Clock clock) {
        this.student = student;
        this.samples = samples;
        this.clock = clock;
        this.task = task;
        this.recent = Judgement.of(task);
    }

    /** Starts to send requests. */
    public void start(Duration interval) {
        calls = thread.scheduleWithFixedDelay(this::call, 0, interval.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void call() {
        if (!ready) {
            ready = student.ready();
            return;
        }
        try {
            long start = System.nanoTime();
            Answer answer = Answer.of(student, samples, next, 1);
            latencyMillis.add((System.nanoTime() - start) / NANOS_PER_MILLI);
            judge(answer);
            next = (next + 1) % samples.size();
            note(answer.weights());
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "an inference call failed", e);
            failures.incrementAndGet();
        }
    }

    private synchronized void judge(Answer answer) {
        recent.add(answer, samples, next);
    }

    private void note(ServedWeights weights) {
        weights.freshness(clock.instant())
                .ifPresent(freshness -> freshnessSeconds.add(freshness.toMillis() / MILLIS_PER_SECOND));
        synchronized (versions) {
            versions.add(weights.version());
        }
    }

    /** Returns the latencies seen by the caller, in milliseconds. */
    public Percentiles latencyMillis() {
        return latencyMillis;
    }

    /** Returns the ages of the newest sample in the weights that answered, in seconds. */
    public Percentiles freshnessSeconds() {
        return freshnessSeconds;
    }

    /** Returns the task's figure of the answers since the last call of this method; NaN if it is not known. */
    public synchronized double recentFigure() {
        double figure = recent.figure();
        recent = Judgement.of(task);
        return figure;
    }

    /** Returns how many different versions have answered. */
    public int versions() {
        synchronized (versions) {
            return versions.size();
        }
    }

    /** Returns how many calls failed after the student reported that it was ready. */
    public long failures() {
        return failures.get();
    }

    /** Stops the requests and waits for the last one. */
    public void stop() {
        if (calls != null) {
            calls.cancel(false);
        }
        thread.shutdown();
        try {
            if (!thread.awaitTermination(1, TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            thread.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stop();
    }
}
