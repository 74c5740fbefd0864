package io.alambic.student.canary;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.alambic.core.task.Tasks;
import org.junit.jupiter.api.Test;

class AnswerComparisonTest {

    @Test
    void countsTheSamplesOfWhichBothNameOneClass() {
        // When
        AnswerComparison comparison = compare(new float[] {1, 0, 0, 1, 1, 0}, new float[] {3, 2, 0, 2, 0, 9});

        // Then
        assertThat(comparison).isEqualTo(new AnswerComparison(3, 2, true));
    }

    @Test
    void aSampleToWhichTheServedWeightsHaveNoFiniteAnswerSaysNothing() {
        // When
        AnswerComparison comparison = compare(
                new float[] {1, 0, Float.NaN, 1, 0, Float.POSITIVE_INFINITY},
                new float[] {3, 2, Float.NaN, 2, Float.NaN, Float.NaN});

        // Then
        assertThat(comparison).isEqualTo(new AnswerComparison(1, 1, true));
    }

    @Test
    void aSampleToWhichOnlyTheCandidateHasNoneSaysThatItIsNotFinite() {
        // When
        AnswerComparison comparison = compare(new float[] {1, 0, 0, 1}, new float[] {3, 2, Float.NaN, 2});

        // Then
        assertThat(comparison.areFinite()).isFalse();
        assertThat(comparison.samples()).isEqualTo(2);
    }

    private static AnswerComparison compare(float[] served, float[] candidate) {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray expected = manager.create(served, new Shape(served.length / 2, 2));
            NDArray actual = manager.create(candidate, new Shape(candidate.length / 2, 2));
            return AnswerComparison.of(Tasks.CLASSIFICATION.alikeness().orElseThrow(), expected, actual);
        }
    }
}
