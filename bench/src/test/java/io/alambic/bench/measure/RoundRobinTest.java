package io.alambic.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoundRobinTest {

    private final List<String> turns = new ArrayList<>();

    @Test
    void eachWorksInTurnsAndIsComparedWithTheFirstOfTheSameRound() throws Exception {
        // Given: both slow down alike from turn to turn
        RoundRobin roundRobin = new RoundRobin(new Pace(3, Duration.ofMillis(10)));

        // When
        List<Compared> throughputs = roundRobin.run(List.of(new Slowing("first", 100), new Slowing("second", 50)));

        // Then
        assertThat(turns)
                .containsExactly(
                        "first 150",
                        "second 150",
                        "first 10",
                        "second 10",
                        "second 10",
                        "first 10",
                        "first 10",
                        "second 10");
        assertThat(throughputs.get(0).ratio()).isEqualTo(Spread.exactly(1));
        assertThat(throughputs.get(1).ratio()).isEqualTo(Spread.exactly(0.5));
        assertThat(throughputs.get(1).figure().max()).isEqualTo(25);
    }

    @Test
    void nobodyRestsForLongerThanARound() throws Exception {
        // Given
        RoundRobin roundRobin = new RoundRobin(new Pace(6, Duration.ofMillis(10)));
        List<String> names = List.of("first", "second", "third");

        // When
        roundRobin.run(names.stream().map(name -> new Slowing(name, 1)).toList());

        // Then
        List<String> rounds = turns.subList(names.size(), turns.size());
        for (int from = 0; from + names.size() < rounds.size(); from++) {
            List<String> aRoundAndOne = rounds.subList(from, from + names.size() + 1);
            assertThat(names).allMatch(name -> aRoundAndOne.contains(name + " 10"));
        }
    }

    @Test
    void theTurnsOfAContenderLastAsLongAsThePausesBetweenThemAllow() {
        assertThat(new RoundRobin(new Pace(6, Duration.ofSeconds(2))).turnSeconds())
                .isEqualTo((6 + RoundRobin.WARM_UP_SLICES) * 3 + 1);
    }

    private final class Slowing implements Contender {

        private final String name;
        private final double start;
        private int calls;

        Slowing(String name, double start) {
            this.name = name;
            this.start = start;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public double samplesPerSecond(Duration slice) {
            turns.add(name + " " + slice.toMillis());
            return start / ++calls;
        }
    }
}
