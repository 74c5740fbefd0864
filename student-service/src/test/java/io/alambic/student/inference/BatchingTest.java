package io.alambic.student.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class BatchingTest {

    private static final Duration DELAY = Duration.ofNanos(100);
    private static final Batching PLAIN = new Batching(8, DELAY, List.of());
    private static final Batching PREFERRING = new Batching(8, DELAY, List.of(4, 6));

    @Test
    void aSingleRequestGoesAtOnceWhileNothingIsComputed() {
        assertThat(PLAIN.choose(List.of(1), true, 0)).isEqualTo(1);
    }

    @Test
    void requestsWaitForMoreWhileSomethingIsComputedButNotLongerThanTheDelay() {
        assertThat(PLAIN.choose(List.of(1, 2), false, 99)).isZero();
        assertThat(PLAIN.choose(List.of(1, 2), false, 100)).isEqualTo(2);
    }

    @Test
    void aFullBatchDoesNotWait() {
        assertThat(PLAIN.choose(List.of(4, 4), false, 0)).isEqualTo(2);
        assertThat(PLAIN.choose(List.of(4, 3, 2), false, 0)).isEqualTo(2);
    }

    @Test
    void aRequestThatIsLargerThanABatchGoesAlone() {
        assertThat(PLAIN.choose(List.of(9, 1), false, 0)).isEqualTo(1);
    }

    @Test
    void takesTheLargestPreferredSizeAtOnce() {
        assertThat(PREFERRING.choose(List.of(3, 1, 2, 1), false, 0)).isEqualTo(3);
        assertThat(PREFERRING.choose(List.of(3, 2), false, 0)).isZero();
    }

    @Test
    void withoutADelayWhateverWaitsGoes() {
        assertThat(new Batching(8, Duration.ZERO, List.of()).choose(List.of(1, 1, 1), false, 0))
                .isEqualTo(3);
    }

    @Test
    void refusesAPreferredSizeThatIsNeverReached() {
        assertThatThrownBy(() -> new Batching(8, DELAY, List.of(9)))
                .hasMessage("preferred batch sizes must be from 1 to 8, but one is 9");
    }

    @Property
    void neverExceedsTheSizeAndNeverHoldsUpWhatHasWaitedLongEnough(
            @ForAll @Size(min = 1, max = 20) List<@IntRange(min = 1, max = 12) Integer> samples, @ForAll boolean idle) {
        // When
        int chosen = PREFERRING.choose(samples, idle, DELAY.toNanos());

        // Then
        int sum = samples.subList(0, chosen).stream().mapToInt(size -> size).sum();
        assertThat(chosen).isPositive();
        assertThat(chosen == 1 || sum <= 8).isTrue();
    }
}
