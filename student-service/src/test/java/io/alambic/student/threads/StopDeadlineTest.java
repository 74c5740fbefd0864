package io.alambic.student.threads;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class StopDeadlineTest {

    private final AtomicLong nanos = new AtomicLong();
    private final StopDeadline deadline = StopDeadline.in(Duration.ofSeconds(25), nanos::get);

    @Test
    void everythingThatStopsSharesTheTime() {
        // Given
        nanos.addAndGet(Duration.ofSeconds(20).toNanos());

        // When
        Duration left = deadline.left();

        // Then
        assertThat(left).isEqualTo(Duration.ofSeconds(5));
        assertThat(deadline.left(Duration.ofSeconds(2))).isEqualTo(Duration.ofSeconds(2));
        assertThat(deadline.left(Duration.ofSeconds(9))).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void doesNotWaitForAThreadOnceTheTimeIsOver() throws Exception {
        // Given
        nanos.addAndGet(Duration.ofSeconds(26).toNanos());
        CountDownLatch end = new CountDownLatch(1);
        Thread thread = TestThreads.supervisor().ending("stuck", end::await, reason -> {});
        thread.start();

        // When
        boolean hasEnded = deadline.join(thread);

        // Then
        assertThat(deadline.left()).isZero();
        assertThat(hasEnded).isFalse();
        end.countDown();
        thread.join();
        assertThat(deadline.join(thread)).isTrue();
    }
}
