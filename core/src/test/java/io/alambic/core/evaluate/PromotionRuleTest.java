package io.alambic.core.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alambic.core.figures.HoldoutFigures;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PromotionRuleTest {

    /** Agreement of the served weights; all numbers here are exact in binary. */
    private static final Optional<HoldoutFigures> SERVED = Optional.of(figures(0.1, 0.75));

    @ParameterizedTest
    @CsvSource({
        "0.25, 0.51, true",
        "0.25, 0.50, true",
        "0.25, 0.49, false",
        "0.00, 0.76, true",
        "0.00, 0.75, true",
        "0.00, 0.74, false",
        "1.00, 0.00, true"
    })
    void candidateMayBeWorseByTheToleranceAndNoMore(double tolerance, double agreement, boolean promoted) {
        // When
        Verdict verdict = new PromotionRule(tolerance).judge(figures(5, agreement), SERVED);

        // Then
        assertThat(verdict instanceof Verdict.Promote).isEqualTo(promoted);
    }

    @Test
    void rejectionSaysHowFarAgreementFell() {
        // When
        Verdict verdict = new PromotionRule(0.125).judge(figures(5, 0.5), SERVED);

        // Then
        assertThat(verdict)
                .isEqualTo(
                        new Verdict.Reject(figures(5, 0.5), "agreement fell from 0.7500 to 0.5000, more than 0.1250"));
    }

    @Test
    void firstCandidateServesHoweverBadItIs() {
        // Given
        HoldoutFigures bad = figures(50, 0);

        // Then
        assertThat(new PromotionRule(0).judge(bad, Optional.empty())).isEqualTo(new Verdict.Promote(bad));
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY})
    void candidateThatIsNotFiniteNeverServes(double kl) {
        assertThat(new PromotionRule(1).judge(figures(kl, 1), Optional.empty())).isInstanceOf(Verdict.Reject.class);
        assertThat(new PromotionRule(1).judge(figures(kl, 1), SERVED)).isInstanceOf(Verdict.Reject.class);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.001, 1.001, Double.NaN})
    void toleranceOutsideZeroToOneIsRefused(double tolerance) {
        assertThatThrownBy(() -> new PromotionRule(tolerance)).hasMessageContaining(Double.toString(tolerance));
    }

    private static HoldoutFigures figures(double kl, double agreement) {
        return HoldoutFigures.ofClasses(100, kl, agreement, 0.5);
    }
}
