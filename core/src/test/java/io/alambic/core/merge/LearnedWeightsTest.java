package io.alambic.core.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LearnedWeightsTest {

    private static final double[] EQUAL = {0.5, 0.5};
    private static final int[] BOTH = {0, 1};

    @Test
    void theBetterTeacherCountsForMore() {
        // Given
        LearnedWeights weights = new LearnedWeights(EQUAL, EQUAL);

        // When
        learn(weights, 100, 0.8, 0.6);

        // Then
        assertThat(weights.of(0)).isGreaterThan(0.9);
        assertThat(weights.of(0) + weights.of(1)).isCloseTo(1, within(1e-9));
    }

    @Test
    void aTeacherThatGoesBadLosesItsWeightAndGetsItBackWhenItRecovers() {
        // Given
        LearnedWeights weights = new LearnedWeights(EQUAL, EQUAL);
        learn(weights, 1000, 0.9, 0.5);

        // When
        learn(weights, 20, 0.05, 0.5);
        double bad = weights.of(0);
        learn(weights, 40, 0.9, 0.5);

        // Then
        assertThat(bad).isLessThan(0.02);
        assertThat(weights.of(0)).isGreaterThan(0.9);
    }

    @Test
    void oneImpossibleLabelDoesNotDecide() {
        // Given
        LearnedWeights weights = new LearnedWeights(EQUAL, EQUAL);

        // When
        weights.learn(BOTH, new double[] {0, 1});

        // Then
        assertThat(weights.of(0)).isGreaterThan(0.005);
    }

    @Test
    void aTeacherThatDidNotAnswerKeepsItsWeight() {
        // Given
        double[] prior = {0.2, 0.3, 0.5};
        LearnedWeights weights = new LearnedWeights(prior, prior);

        // When
        weights.learn(BOTH, new double[] {0.9, 0.1});

        // Then
        assertThat(weights.of(2)).isCloseTo(0.5, within(1e-9));
        assertThat(weights.of(0)).isGreaterThan(0.4);
    }

    private static void learn(LearnedWeights weights, int samples, double one, double other) {
        for (int i = 0; i < samples; i++) {
            weights.learn(BOTH, new double[] {one, other});
        }
    }
}
