package io.alambic.student.threads;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class IntervalTest {

    private long now = Long.MAX_VALUE - 5;
    private final Interval interval = new Interval(Duration.ofNanos(10), () -> now);

    @Test
    void isOverAtItsLengthAndNotBeforeEvenWhereTheClockWraps() {
        // When
        now += 9;
        boolean before = interval.isOver();
        now += 1;
        boolean at = interval.isOver();

        // Then
        assertThat(before).isFalse();
        assertThat(at).isTrue();
    }

    @Test
    void beginsAgainWhenItIsRestarted() {
        // Given
        now += 10;

        // When
        interval.restart();

        // Then
        assertThat(interval.isOver()).isFalse();
    }
}
