package io.alambic.core.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.types.Shape;
import io.alambic.core.figures.Figure;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class MultiLabelTest extends TaskContract {

    private static final int CLASSES = 4;

    @Override
    Task task() {
        return Tasks.named("multi-label");
    }

    @Override
    Shape answer() {
        return new Shape(CLASSES);
    }

    @Override
    List<Shape> fitting() {
        return List.of(new Shape(1), new Shape(80));
    }

    @Override
    List<Shape> strange() {
        return List.of(new Shape(), new Shape(4, 1), new Shape(4, 8, 8));
    }

    @Property(tries = TRIES)
    void f1CountsWhatEitherPutsIntoASet(@ForAll @IntRange(min = 1, max = 20) int samples, @ForAll long seed) {
        // Given
        float[] student = answers(samples, seed);
        float[] teacher = answers(samples, seed + 1);

        // When
        Map<Figure, Double> figures = figures(array(student), array(teacher), null);

        // Then
        int both = 0;
        int studentAlone = 0;
        int teacherAlone = 0;
        for (int i = 0; i < student.length; i++) {
            both += student[i] > 0 && teacher[i] > 0 ? 1 : 0;
            studentAlone += student[i] > 0 && teacher[i] <= 0 ? 1 : 0;
            teacherAlone += student[i] <= 0 && teacher[i] > 0 ? 1 : 0;
        }
        int either = 2 * both + studentAlone + teacherAlone;
        assertThat(figures.get(MultiLabel.F1)).isCloseTo(either == 0 ? 1 : 2.0 * both / either, within(1e-9));
        assertThat(figures.get(Figure.AGREEMENT))
                .isCloseTo(1 - (double) (studentAlone + teacherAlone) / student.length, within(1e-9));
    }

    @Example
    void emptySetsAreAlikeAndAStudentThatPutsNothingIntoAnyIsWorthNothing() {
        // Given
        float[] empty = {-1, -2, -1, -3};
        float[] one = {-1, -2, 1, -3};

        // Then
        assertThat(figures(array(empty), array(empty), null)).containsEntry(MultiLabel.F1, 1.0);
        assertThat(figures(array(empty), array(one), null))
                .containsEntry(MultiLabel.F1, 0.0)
                .containsEntry(Figure.AGREEMENT, 0.75);
    }

    /** Scores are few whole numbers, so that there are many ties. */
    @Property(tries = 100)
    void meanAveragePrecisionIsTheAreaUnderTheStepsOfEachClass(
            @ForAll @IntRange(min = 1, max = 20) int samples, @ForAll long seed) {
        // Given
        SplittableRandom random = new SplittableRandom(seed);
        float[] student = new float[samples * CLASSES];
        byte[] labels = new byte[student.length];
        for (int i = 0; i < student.length; i++) {
            student[i] = random.nextInt(-2, 3);
            labels[i] = (byte) random.nextInt(-1, 2);
        }

        // When
        Map<Figure, Double> figures = figures(
                array(student),
                array(answers(samples, seed)),
                manager().create(labels).reshape(samples, CLASSES));

        // Then
        double expected = meanAveragePrecision(student, labels);
        assertThat(figures.getOrDefault(MultiLabel.MEAN_AVERAGE_PRECISION, Double.NaN))
                .satisfies(value -> assertThat(Double.isNaN(value)).isEqualTo(Double.isNaN(expected)))
                .satisfies(value -> assertThat(Double.isNaN(expected) ? 0 : value - expected)
                        .isCloseTo(0, within(1e-9)));
    }

    private static double meanAveragePrecision(float[] scores, byte[] labels) {
        double sum = 0;
        int classes = 0;
        for (int c = 0; c < CLASSES; c++) {
            int positives = atLeast(scores, labels, c, Float.NEGATIVE_INFINITY, 1);
            if (positives > 0) {
                sum += averagePrecision(scores, labels, c, positives);
                classes++;
            }
        }
        return sum / classes;
    }

    private static double averagePrecision(float[] scores, byte[] labels, int c, int positives) {
        TreeSet<Float> thresholds = new TreeSet<>();
        for (int i = c; i < scores.length; i += CLASSES) {
            thresholds.add(scores[i]);
        }
        double area = 0;
        double recallBefore = 0;
        for (float threshold : thresholds.descendingSet()) {
            double truePositives = atLeast(scores, labels, c, threshold, 1);
            double found = truePositives + atLeast(scores, labels, c, threshold, 0);
            double recall = truePositives / positives;
            area += found == 0 ? 0 : (recall - recallBefore) * truePositives / found;
            recallBefore = recall;
        }
        return area;
    }

    private static int atLeast(float[] scores, byte[] labels, int c, float threshold, int label) {
        int count = 0;
        for (int i = c; i < scores.length; i += CLASSES) {
            count += scores[i] >= threshold && labels[i] == label ? 1 : 0;
        }
        return count;
    }
}
