package io.alambic.bench.load;

import io.alambic.bench.comparison.Quickstart;
import io.alambic.cli.UserError;
import io.alambic.client.ClientSettings;
import io.alambic.client.NamedTensor;
import io.alambic.client.StudentClient;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Calls the student at intervals and records when weights of which age first answered. Thread safe. */
public final class WeightsObserver implements AutoCloseable {

    private static final Duration LONGEST_CALL = Duration.ofMinutes(1);

    private final StudentClient student;
    private final NamedTensor question = Quickstart.randomImages(1, 0);
    private final ConcurrentNavigableMap<Long, Long> seen = new ConcurrentSkipListMap<>();
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "observer"));
    private final ScheduledFuture<?> asking;

    /**
     * Starts to call.
     *
     * @param target of a student, which may not serve yet
     * @param pause between an answer and the next call
     */
    public WeightsObserver(String target, Duration pause) {
        student = new StudentClient(ClientSettings.of(target).withDeadline(LONGEST_CALL));
        asking = thread.scheduleWithFixedDelay(this::ask, 0, pause.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void ask() {
        if (seen.isEmpty() && !student.ready()) {
            return;
        }
        student.infer(question)
                .weights()
                .newestEventTime()
                .map(Instant::toEpochMilli)
                .ifPresent(newest -> seen.putIfAbsent(newest, System.nanoTime()));
    }

    /**
     * Returns when weights first answered that had learned from newer samples than this; empty so far.
     *
     * @throws UserError if the student answers no more
     */
    public OptionalLong seenBeyond(long eventMillis) {
        if (asking.isDone()) {
            throw new UserError("The student failed to answer a call; its log says why.");
        }
        Map.Entry<Long, Long> entry = seen.higherEntry(eventMillis);
        return entry == null ? OptionalLong.empty() : OptionalLong.of(entry.getValue());
    }

    @Override
    public void close() throws InterruptedException {
        thread.shutdown();
        thread.awaitTermination(10, TimeUnit.SECONDS);
        student.close();
    }
}
