package io.alambic.student.threads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ThreadSupervisorTest {

    private final ThreadSupervisor supervisor = TestThreads.supervisor();

    @Test
    void workThatReturnsOrIsInterruptedHasNotFailed() throws Exception {
        // Given
        Thread returning = supervisor.restarting("returns", () -> {});
        Thread interrupted = supervisor.ending("waits", new CountDownLatch(1)::await, reason -> {});

        // When
        returning.start();
        interrupted.start();
        interrupted.interrupt();
        returning.join();
        interrupted.join();

        // Then
        assertThat(supervisor.failures()).isZero();
        assertThat(supervisor.failed()).isEmpty();
    }

    @Test
    void workThatIsDoneOnceAndFailsIsReported() throws Exception {
        // Given
        List<Throwable> reasons = new CopyOnWriteArrayList<>();
        Error failure = new OutOfMemoryError("Java heap space");
        Thread thread = supervisor.ending(
                "trainer",
                () -> {
                    throw failure;
                },
                reasons::add);

        // When
        thread.start();
        thread.join();

        // Then
        assertThat(reasons).containsExactly(failure);
        assertThat(supervisor.failed()).containsEntry("trainer", "java.lang.OutOfMemoryError: Java heap space");
        assertThat(supervisor.failures()).isEqualTo(1);
    }

    @Test
    void workThatRestartsGoesOnAfterAFailure() throws Exception {
        // Given
        AtomicInteger starts = new AtomicInteger();
        Thread thread = supervisor.restarting("canary", () -> {
            if (starts.incrementAndGet() < 3) {
                throw new OutOfMemoryError("Java heap space");
            }
        });

        // When
        thread.start();
        thread.join();

        // Then
        assertThat(starts).hasValue(3);
        assertThat(supervisor.failures()).isEqualTo(2);
        assertThat(supervisor.failed()).isEmpty();
    }

    @Test
    void workThatFailsAgainAndAgainIsReportedAndTriedOn() throws Exception {
        // Given
        AtomicInteger starts = new AtomicInteger();
        CountDownLatch recovered = new CountDownLatch(1);
        Thread thread = supervisor.restarting("feedback", () -> {
            starts.incrementAndGet();
            if (recovered.getCount() > 0) {
                throw new IllegalStateException("no");
            }
        });

        // When
        thread.start();
        await().atMost(60, TimeUnit.SECONDS)
                .until(() -> supervisor.failure("feedback").isPresent());
        int untilReported = starts.get();
        recovered.countDown();
        thread.join();

        // Then
        assertThat(untilReported).isGreaterThanOrEqualTo(10);
        assertThat(starts.get()).isGreaterThan(untilReported);
    }

    @Test
    void anExecutorOutlivesATaskThatFails() throws Exception {
        // Given
        ExecutorService executor = supervisor.executor("watch");
        CountDownLatch done = new CountDownLatch(1);

        // When
        executor.execute(() -> {
            throw new IllegalStateException("no");
        });
        executor.execute(done::countDown);

        // Then
        assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(supervisor.failures()).isEqualTo(1);
    }
}
