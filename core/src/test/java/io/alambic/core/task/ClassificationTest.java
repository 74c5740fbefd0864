package io.alambic.core.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.alambic.core.bucket.CountedPlaces;
import io.alambic.core.figures.Figure;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class ClassificationTest extends TaskContract {

    private static final int CLASSES = 5;
    private static final int BINS = 15;

    @Override
    Task task() {
        return Tasks.CLASSIFICATION;
    }

    @Override
    Shape answer() {
        return new Shape(CLASSES);
    }

    @Override
    List<Shape> fitting() {
        return List.of(new Shape(1), new Shape(1000));
    }

    @Override
    List<Shape> strange() {
        return List.of(new Shape(), new Shape(5, 1), new Shape(3, 8, 8));
    }

    @Property(tries = TRIES)
    void calibrationErrorIsThatOfTheBinsOfConfidence(
            @ForAll @IntRange(min = 1, max = 60) int samples, @ForAll long seed) {
        // Given: every fifth sample has no label, and half of the others have the student's class
        float[] student = answers(samples, seed);
        SplittableRandom random = new SplittableRandom(seed + 1);
        int[] labels = new int[samples];
        for (int i = 0; i < samples; i++) {
            int other = random.nextBoolean() ? random.nextInt(CLASSES) : largest(student, i);
            labels[i] = i % 5 == 4 ? Labels.NONE : other;
        }

        // When
        Map<Figure, Double> figures = figures(
                array(student), array(answers(samples, seed + 2)), manager().create(labels));

        // Then
        assertThat(figures.get(Classification.CALIBRATION_ERROR))
                .isCloseTo(calibrationError(student, labels), within(1e-5));
    }

    @Example
    void agreementIsToldByTheTeachersClass() {
        // Given: the teacher names class 0 twice and class 2 once, the student class 0 twice
        float[] teacher = {9, 0, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 9, 0, 0};
        float[] student = {9, 0, 0, 0, 0, 0, 9, 0, 0, 0, 9, 0, 0, 0, 0};

        // When
        List<Double> shares = task().agreementByClass(
                        task().tally(array(student), array(teacher), null, CountedPlaces.ALL)
                                .plus(Tally.UNANSWERED));

        // Then
        assertThat(shares).containsExactly(0.5, Double.NaN, 0.0, Double.NaN, Double.NaN);
    }

    @Example
    void manyClassesAreNotToldOneByOne() {
        // Given
        int most = Classification.MOST_CLASSES;
        NDArray few = manager().zeros(new Shape(2, most));
        NDArray many = manager().zeros(new Shape(2, most + 1));

        // Then
        assertThat(task().agreementByClass(task().tally(few, few, null, CountedPlaces.ALL)))
                .hasSize(most);
        assertThat(task().agreementByClass(task().tally(many, many, null, CountedPlaces.ALL)))
                .isEmpty();
    }

    private static double calibrationError(float[] student, int[] labels) {
        double error = 0;
        int labelled = 0;
        for (int bin = 0; bin < BINS; bin++) {
            double confidences = 0;
            double correct = 0;
            int inBin = 0;
            for (int i = 0; i < labels.length; i++) {
                double confidence = confidence(student, i);
                boolean isInBin =
                        confidence >= (double) bin / BINS && (confidence < (bin + 1.0) / BINS || bin == BINS - 1);
                if (labels[i] >= 0 && isInBin) {
                    inBin++;
                    confidences += confidence;
                    correct += largest(student, i) == labels[i] ? 1 : 0;
                }
            }
            labelled += inBin;
            error += inBin == 0 ? 0 : inBin * Math.abs(correct / inBin - confidences / inBin);
        }
        return error / labelled;
    }

    private static double confidence(float[] logits, int sample) {
        double sum = 0;
        double largest = logits[sample * CLASSES + largest(logits, sample)];
        for (int c = 0; c < CLASSES; c++) {
            sum += Math.exp(logits[sample * CLASSES + c] - largest);
        }
        return 1 / sum;
    }

    private static int largest(float[] logits, int sample) {
        int largest = 0;
        for (int c = 1; c < CLASSES; c++) {
            largest = logits[sample * CLASSES + c] > logits[sample * CLASSES + largest] ? c : largest;
        }
        return largest;
    }

    @Example
    void aSureStudentThatIsAlwaysRightIsCalibratedAndOneThatIsAlwaysWrongIsNot() {
        // Given
        float[] sure = {90, 0, 0, 0, 0, 0, 90, 0, 0, 0};

        // When
        Map<Figure, Double> right = figures(array(sure), array(sure), manager().create(new int[] {0, 1}));
        Map<Figure, Double> wrong = figures(array(sure), array(sure), manager().create(new int[] {1, 0}));

        // Then
        assertThat(right.get(Classification.CALIBRATION_ERROR)).isCloseTo(0, within(1e-6));
        assertThat(wrong.get(Classification.CALIBRATION_ERROR)).isCloseTo(1, within(1e-6));
    }
}
