package io.alambic.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SpreadTest {

    @Test
    void theMedianOfAnOddNumberOfRoundsIsTheMiddleOne() {
        assertThat(Spread.of(5, 1, 9)).isEqualTo(new Spread(5, 1, 9));
    }

    @Test
    void theMedianOfAnEvenNumberOfRoundsIsTheMeanOfTheMiddleTwo() {
        assertThat(Spread.of(4, 1, 2, 9)).isEqualTo(new Spread(3, 1, 9));
    }

    @Test
    void oneRoundIsItsOwnSpread() {
        assertThat(Spread.of(7)).isEqualTo(Spread.exactly(7));
    }

    @Test
    void ratiosAreTakenRoundByRound() {
        // Given: the machine was three times as slow in the last round, for both
        double[] values = {2, 4, 6};
        double[] baseline = {1, 1, 3};

        // When
        Spread ratios = Spread.ofRatios(values, baseline);

        // Then
        assertThat(ratios).isEqualTo(new Spread(2, 2, 4));
    }

    @Test
    void roundsWithoutCounterpartCannotBeCompared() {
        assertThatThrownBy(() -> Spread.ofRatios(new double[2], new double[3]))
                .hasMessage("2 rounds cannot be compared with 3");
    }

    @Test
    void aDivisionByNothingIsNoFigure() {
        assertThatThrownBy(() -> Spread.ofRatios(new double[] {1}, new double[] {0}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("finite");
    }

    @Test
    void noRoundsHaveNoSpread() {
        assertThatThrownBy(Spread::of).hasMessage("no rounds, no spread");
    }
}
