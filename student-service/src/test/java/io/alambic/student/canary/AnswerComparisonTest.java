package io.alambic.student.canary;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.alambic.core.bucket.CountedPlaces;
import io.alambic.core.task.Tasks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    @Test
    void setsAreTheSameIfNoClassIsInOneAlone() {
        // When: the logits differ everywhere, and in the second sample one of them is on the other side of 0
        AnswerComparison comparison =
                compare("multi-label", new Shape(3), new float[] {1, -1, 5, 1, -1, 5, -1, -1, -1}, new float[] {
                    9, -7, 2, 9, 0.1f, 2, -2, -3, -4
                });

        // Then
        assertThat(comparison).isEqualTo(new AnswerComparison(3, 2, true));
    }

    /** A logit of 0 is a probability of ½, which is not in the set. */
    @Test
    void aClassAtTheThresholdIsNotInTheSet() {
        assertThat(compare("multi-label", new Shape(1), new float[] {0, 0}, new float[] {-1, 1}))
                .isEqualTo(new AnswerComparison(2, 1, true));
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 1", "2, 0"})
    void denseAnswersAreTheSameIfTheyNameTheSameClassAt95PercentOfThePlaces(int others, int same) {
        // Given: of 20 places some are of another class
        float[] served = new float[2 * 20];
        float[] candidate = new float[2 * 20];
        float[] servedLast = new float[2 * 20];
        float[] candidateLast = new float[2 * 20];
        for (int place = 0; place < 20; place++) {
            served[place] = 1;
            servedLast[2 * place] = 1;
            int named = place < others ? 1 : 0;
            candidate[named * 20 + place] = 3;
            candidateLast[2 * place + named] = 3;
        }

        // Then
        assertThat(compare("dense", new Shape(2, 4, 5), served, candidate))
                .isEqualTo(new AnswerComparison(1, same, true));
        assertThat(compare("dense-channels-last", new Shape(20, 2), servedLast, candidateLast))
                .isEqualTo(new AnswerComparison(1, same, true));
    }

    @Test
    void placesOfOneSampleDoNotCountForAnother() {
        // When: the first of two samples is all alike, the second not at all
        AnswerComparison comparison = compare(
                "dense", new Shape(2, 2), new float[] {1, 1, 0, 0, 1, 1, 0, 0}, new float[] {2, 2, 1, 1, 0, 0, 1, 1});

        // Then
        assertThat(comparison).isEqualTo(new AnswerComparison(2, 1, true));
    }

    @Test
    void embeddingsAreTheSameIfTheirCosineIs95PercentWhateverTheirLength() {
        // When: cosines of 0.96, 0.94, -1, and of a vector of zeros
        AnswerComparison comparison =
                compare("embedding", new Shape(2), new float[] {1, 0, 1, 0, 1, 0, 0, 0}, new float[] {
                    96, 28, 9.4f, 3.412f, -1, 0, 0, 0
                });

        // Then
        assertThat(comparison).isEqualTo(new AnswerComparison(4, 1, true));
    }

    @ParameterizedTest
    @CsvSource({"multi-label", "embedding"})
    void answersOfOtherTasksThatAreNotFiniteAreToldAsWell(String task) {
        // When: the served weights have no finite answer to the second sample, the candidate none to the first
        AnswerComparison comparison =
                compare(task, new Shape(2), new float[] {1, 0, Float.NaN, 1}, new float[] {Float.NaN, 0, Float.NaN, 1});

        // Then
        assertThat(comparison.samples()).isEqualTo(1);
        assertThat(comparison.areFinite()).isFalse();
    }

    private static AnswerComparison compare(float[] served, float[] candidate) {
        return compare("classification", new Shape(2), served, candidate);
    }

    private static AnswerComparison compare(String task, Shape answer, float[] served, float[] candidate) {
        try (NDManager manager = NDManager.newBaseManager()) {
            Shape batch = new Shape(served.length / answer.size()).addAll(answer);
            NDArray expected = manager.create(served, batch);
            NDArray actual = manager.create(candidate, batch);
            return AnswerComparison.of(
                    Tasks.named(task).alikeness().orElseThrow(), expected, actual, CountedPlaces.ALL);
        }
    }
}
