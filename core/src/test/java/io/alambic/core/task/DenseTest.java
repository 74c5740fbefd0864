package io.alambic.core.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.alambic.core.figures.Figure;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class DenseTest extends TaskContract {

    static final int CLASSES = 4;
    static final int HEIGHT = 3;
    static final int WIDTH = 2;
    private static final int PLACES = HEIGHT * WIDTH;

    @Override
    Task task() {
        return Tasks.named("dense");
    }

    @Override
    Shape answer() {
        return new Shape(CLASSES, HEIGHT, WIDTH);
    }

    @Override
    List<Shape> fitting() {
        return List.of(new Shape(4, 10), new Shape(21, 8, 8));
    }

    @Override
    List<Shape> strange() {
        return List.of(new Shape(), new Shape(4));
    }

    @Override
    int classStride() {
        return PLACES;
    }

    /** Returns where the logit of a class at a place of a sample lies. */
    int at(int sample, int place, int c) {
        return (sample * CLASSES + c) * PLACES + place;
    }

    /** Most classes are rare, so that in small batches one or the other is named nowhere. */
    private float[] skewed(int samples, long seed) {
        float[] answers = answers(samples, seed);
        for (int sample = 0; sample < samples; sample++) {
            for (int place = 0; place < PLACES; place++) {
                answers[at(sample, place, 0)] += 4;
            }
        }
        return answers;
    }

    @Property(tries = TRIES)
    void meanIouIsOverTheClassesThatAreNamedSomewhere(
            @ForAll @IntRange(min = 1, max = 12) int samples, @ForAll long seed) {
        // Given
        int[] student = new int[samples * PLACES];
        int[] teacher = new int[samples * PLACES];
        int[] labels = new int[samples * PLACES];
        float[] own = skewed(samples, seed);
        float[] taught = skewed(samples, seed + 1);
        SplittableRandom random = new SplittableRandom(seed + 2);
        for (int i = 0; i < labels.length; i++) {
            student[i] = named(own, i);
            teacher[i] = named(taught, i);
            labels[i] = i % 3 == 0 ? -7 : random.nextInt(CLASSES);
        }
        NDArray known = manager().create(labels).reshape(samples, HEIGHT, WIDTH);

        // When
        Map<Figure, Double> figures = figures(array(own), array(taught), known);

        // Then
        assertThat(figures.get(Dense.MEAN_IOU)).isCloseTo(meanIou(student, teacher), within(1e-9));
        assertThat(figures.get(Dense.LABEL_MEAN_IOU)).isCloseTo(meanIou(student, labels), within(1e-9));
    }

    private int named(float[] answers, int index) {
        int named = 0;
        for (int c = 1; c < CLASSES; c++) {
            boolean isLarger =
                    answers[at(index / PLACES, index % PLACES, c)] > answers[at(index / PLACES, index % PLACES, named)];
            named = isLarger ? c : named;
        }
        return named;
    }

    /** By the definition, class by class; places without a label do not exist. */
    private static double meanIou(int[] one, int[] other) {
        double sum = 0;
        int classes = 0;
        for (int c = 0; c < CLASSES; c++) {
            int intersection = 0;
            int union = 0;
            for (int i = 0; i < one.length; i++) {
                if (other[i] >= 0) {
                    intersection += one[i] == c && other[i] == c ? 1 : 0;
                    union += one[i] == c || other[i] == c ? 1 : 0;
                }
            }
            if (union > 0) {
                sum += (double) intersection / union;
                classes++;
            }
        }
        return sum / classes;
    }

    @Example
    void aRareClassCountsAsMuchAsAFrequentOne() {
        // Given: the teacher names class 1 at one place, which the student does not see
        float[] student = new float[CLASSES * PLACES];
        for (int place = 0; place < PLACES; place++) {
            student[at(0, place, 0)] = 2;
        }
        float[] teacher = student.clone();
        teacher[at(0, 4, 1)] = 3;

        // When
        Map<Figure, Double> figures = figures(array(student), array(teacher), null);

        // Then
        assertThat(figures.get(Figure.AGREEMENT)).isCloseTo(5.0 / 6, within(1e-9));
        assertThat(figures.get(Dense.MEAN_IOU)).isCloseTo((5.0 / 6 + 0) / 2, within(1e-9));
    }
}
