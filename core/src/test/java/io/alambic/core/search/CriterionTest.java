package io.alambic.core.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.alambic.core.evaluate.HoldoutFigures;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CriterionTest {

    private static final HoldoutFigures AGREES = new HoldoutFigures(10, 0.3, 0.9, 0.7);
    private static final HoldoutFigures IS_RIGHT = new HoldoutFigures(10, 0.4, 0.8, 0.9);
    private static final HoldoutFigures IS_CLOSE = new HoldoutFigures(10, 0.1, 0.7, 0.8);
    private static final HoldoutFigures BROKEN = new HoldoutFigures(10, Double.NaN, 1, 1);

    @ParameterizedTest
    @CsvSource({"AGREEMENT, 0", "ACCURACY, 1", "KL, 2"})
    void theBestByItsFigureComesFirstAndWhatIsNotFiniteLast(Criterion criterion, int best) {
        // Given
        List<HoldoutFigures> all = List.of(AGREES, IS_RIGHT, IS_CLOSE, BROKEN);

        // When
        List<HoldoutFigures> ranked = all.stream().sorted(criterion.bestFirst()).toList();

        // Then
        assertThat(ranked.get(0)).isEqualTo(all.get(best));
        assertThat(ranked.get(3)).isEqualTo(BROKEN);
    }

    @Test
    void accuracyFallsBackToAgreementWhereNoSampleHasALabel() {
        // Given
        HoldoutFigures agrees = new HoldoutFigures(10, 0.3, 0.9, Double.NaN);
        HoldoutFigures isClose = new HoldoutFigures(10, 0.1, 0.7, Double.NaN);

        // When
        int order = Criterion.ACCURACY.bestFirst().compare(agrees, isClose);

        // Then
        assertThat(order).isNegative();
    }

    @Test
    void equalAgreementIsDecidedByTheDivergence() {
        // When
        int order = Criterion.AGREEMENT.bestFirst().compare(new HoldoutFigures(10, 0.2, 0.9, 0), AGREES);

        // Then
        assertThat(order).isNegative();
    }
}
