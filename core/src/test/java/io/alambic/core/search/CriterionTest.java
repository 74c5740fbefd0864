package io.alambic.core.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.alambic.core.figures.Figure;
import io.alambic.core.figures.HoldoutFigures;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CriterionTest {

    private static final HoldoutFigures AGREES = HoldoutFigures.ofClasses(10, 0.3, 0.9, 0.7);
    private static final HoldoutFigures IS_RIGHT = HoldoutFigures.ofClasses(10, 0.4, 0.8, 0.9);
    private static final HoldoutFigures IS_CLOSE = HoldoutFigures.ofClasses(10, 0.1, 0.7, 0.8);
    private static final HoldoutFigures BROKEN = HoldoutFigures.ofClasses(10, Double.NaN, 1, 1);

    static Stream<Arguments> criteria() {
        return Stream.of(
                arguments(Criterion.DECISIVE, 0),
                arguments(new Criterion(Optional.of(Figure.ACCURACY)), 1),
                arguments(new Criterion(Optional.of(Figure.KL)), 2));
    }

    @ParameterizedTest
    @MethodSource("criteria")
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
        HoldoutFigures agrees = HoldoutFigures.ofClasses(10, 0.3, 0.9, Double.NaN);
        HoldoutFigures isClose = HoldoutFigures.ofClasses(10, 0.1, 0.7, Double.NaN);

        // When
        int order = new Criterion(Optional.of(Figure.ACCURACY)).bestFirst().compare(agrees, isClose);

        // Then
        assertThat(order).isNegative();
    }

    @Test
    void equalAgreementIsDecidedByTheDivergence() {
        // When
        int order = Criterion.DECISIVE.bestFirst().compare(HoldoutFigures.ofClasses(10, 0.2, 0.9, 0), AGREES);

        // Then
        assertThat(order).isNegative();
    }
}
