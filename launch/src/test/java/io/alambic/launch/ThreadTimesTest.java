package io.alambic.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ThreadTimesTest {

    private static final double SECONDS = 0.2;

    @Test
    void aThreadThatWorksIsToldByItsNameWithoutItsNumber() throws InterruptedException {
        // Given
        long pid = ProcessHandle.current().pid();
        ThreadTimes before = ThreadTimes.of(pid);
        CountDownLatch read = new CountDownLatch(1);
        Thread busy = new Thread(
                () -> {
                    while (read.getCount() > 0) {
                        Thread.onSpinWait();
                    }
                },
                "busy-17");

        // When
        busy.start();
        ThreadTimes taken;
        do {
            taken = ThreadTimes.of(pid).since(before);
        } while (taken.seconds("busy") < SECONDS);
        read.countDown();
        busy.join();

        // Then
        assertThat(taken.seconds()).isGreaterThanOrEqualTo(taken.seconds("busy"));
        assertThat(taken.seconds("nobody")).isZero();
        assertThat(taken.onProcessor("busy")).isGreaterThan(0).isLessThanOrEqualTo(1);
    }

    @Test
    void aThreadWasOnAProcessorForAPartOfItsTime() {
        // Given
        Map<String, Long> ticks = Map.of("trainer", 300L, "ingest", 20L);
        Map<String, Long> waited = Map.of("trainer", 1_000_000_000L, "ingest", 7_000_000_000L);

        // When
        ThreadTimes times = new ThreadTimes(ticks, waited);

        // Then
        assertThat(times.onProcessor("train")).isEqualTo(0.75);
    }

    @Test
    void whoNeverRanDidNotWaitEither() {
        assertThat(new ThreadTimes(Map.of("trainer", 0L), Map.of("trainer", 0L)).onProcessor("trainer"))
                .isEqualTo(1);
    }

    @Test
    void aProcessThatIsNotThereIsSaid() {
        assertThatThrownBy(() -> ThreadTimes.of(Integer.MAX_VALUE))
                .isInstanceOf(LaunchException.class)
                .hasMessageContaining("process 2147483647");
    }
}
