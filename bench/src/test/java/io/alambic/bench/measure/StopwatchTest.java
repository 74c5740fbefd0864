package io.alambic.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StopwatchTest {

    private static final Duration SLICE = Duration.ofMillis(1);

    private final List<String> calls = new ArrayList<>();
    private long now;

    @Test
    void timesAreThoseOfOneCallAndRatiosThoseToTheFirst() {
        // Given
        Stopwatch stopwatch = stopwatch(4);

        // When
        List<Compared> timings = stopwatch.compare(List.of(taking("a", 10), taking("b", 35), taking("c", 5)));

        // Then
        assertThat(timings)
                .containsExactly(
                        new Compared("a", Spread.exactly(10), Spread.exactly(1)),
                        new Compared("b", Spread.exactly(35), Spread.exactly(3.5)),
                        new Compared("c", Spread.exactly(5), Spread.exactly(0.5)));
    }

    @Test
    void theOrderRotatesFromRoundToRound() {
        // Given: alternatives of which one call fills a slice
        Stopwatch stopwatch = stopwatch(3);

        // When
        stopwatch.compare(List.of(taking("a", 1000), taking("b", 1000)));

        // Then
        int warmUpCalls = 10;
        assertThat(calls.subList(warmUpCalls, calls.size())).containsExactly("a", "b", "b", "a", "a", "b");
    }

    @Test
    void aCallLongerThanTheWholeWarmUpIsMeasuredAllTheSame() {
        // Given
        Stopwatch stopwatch = stopwatch(1);

        // When
        List<Compared> timings = stopwatch.compare(List.of(taking("long", 50_000)));

        // Then
        assertThat(timings).containsExactly(new Compared("long", Spread.exactly(50_000), Spread.exactly(1)));
    }

    private Stopwatch stopwatch(int rounds) {
        return new Stopwatch(new Pace(rounds, SLICE), () -> now);
    }

    private Alternative taking(String name, long micros) {
        return new Alternative(name, () -> {
            calls.add(name);
            now += micros * 1000;
        });
    }
}
