package io.alambic.core.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.types.Shape;
import io.alambic.core.figures.Figure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class EmbeddingTest extends TaskContract {

    private static final int DIMENSIONS = 6;
    private static final int NEIGHBOURS = 10;
    private static final int COMPARED = 128;

    @Override
    Task task() {
        return Tasks.named("embedding");
    }

    @Override
    Shape answer() {
        return new Shape(DIMENSIONS);
    }

    @Override
    List<Shape> fitting() {
        return List.of(new Shape(1), new Shape(768));
    }

    @Override
    List<Shape> strange() {
        return List.of(new Shape(), new Shape(16, 6), new Shape(6, 8, 8));
    }

    @Property(tries = TRIES)
    void meanCosineIsOverTheSamplesWhateverTheirLength(
            @ForAll @IntRange(min = 1, max = 20) int samples, @ForAll long seed) {
        // Given
        float[] student = answers(samples, seed);
        float[] teacher = answers(samples, seed + 1);
        float[] longer = student.clone();
        for (int i = 0; i < longer.length; i++) {
            longer[i] *= 1 + i / DIMENSIONS;
        }

        // When
        Map<Figure, Double> figures = figures(array(longer), array(teacher), null);

        // Then
        double sum = 0;
        for (int sample = 0; sample < samples; sample++) {
            sum += cosine(row(student, sample), row(teacher, sample));
        }
        assertThat(figures.get(Embedding.MEAN_COSINE)).isCloseTo(sum / samples, within(1e-6));
    }

    @Example
    void aVectorOfZerosHasTheCosineZero() {
        // Given: the second sample of either is zero
        float[] student = {1, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
        float[] teacher = {2, 4, 0, 0, 0, 0, 5, 0, 0, 0, 0, 1};

        // Then
        assertThat(figures(array(student), array(teacher), null).get(Embedding.MEAN_COSINE))
                .isCloseTo(0.5, within(1e-9));
        assertThat(figures(array(teacher), array(student), null).get(Embedding.MEAN_COSINE))
                .isCloseTo(0.5, within(1e-9));
    }

    @Property(tries = TRIES)
    void recallIsTheShareOfTheTeachersNeighboursThatAreTheStudents(
            @ForAll @IntRange(min = 2, max = 40) int samples, @ForAll long seed) {
        // Given
        float[] student = answers(samples, seed);
        float[] teacher = answers(samples, seed + 1);
        for (int i = 0; i < student.length; i++) {
            student[i] += teacher[i];
        }

        // When
        Map<Figure, Double> figures = figures(array(student), array(teacher), null);

        // Then
        assertThat(figures.get(Embedding.RECALL)).isCloseTo(recall(student, teacher), within(1e-9));
    }

    @Example
    void recallComparesTheNewestSamplesAlone() {
        // Given
        int samples = COMPARED + 22;
        float[] student = answers(samples, 1);
        float[] teacher = answers(samples, 2);

        // When
        Map<Figure, Double> figures = figures(array(student), array(teacher), null);

        // Then
        int from = (samples - COMPARED) * DIMENSIONS;
        assertThat(figures.get(Embedding.RECALL))
                .isCloseTo(
                        recall(
                                Arrays.copyOfRange(student, from, student.length),
                                Arrays.copyOfRange(teacher, from, teacher.length)),
                        within(1e-9));
    }

    @Example
    void aSampleAloneHasNoNeighbours() {
        assertThat(figures(array(answers(1, 1)), array(answers(1, 2)), null)).containsOnlyKeys(Embedding.MEAN_COSINE);
    }

    private static double recall(float[] student, float[] teacher) {
        int samples = student.length / DIMENSIONS;
        int found = 0;
        int expected = 0;
        for (int sample = 0; sample < samples; sample++) {
            List<Integer> taught = nearest(teacher, sample);
            expected += taught.size();
            taught.retainAll(nearest(student, sample));
            found += taught.size();
        }
        return (double) found / expected;
    }

    private static List<Integer> nearest(float[] embeddings, int sample) {
        List<Integer> others = new ArrayList<>();
        for (int other = 0; other < embeddings.length / DIMENSIONS; other++) {
            if (other != sample) {
                others.add(other);
            }
        }
        others.sort(Comparator.comparing(other -> -cosine(row(embeddings, other), row(embeddings, sample))));
        return new ArrayList<>(others.subList(0, Math.min(NEIGHBOURS, others.size())));
    }

    private static float[] row(float[] embeddings, int sample) {
        return Arrays.copyOfRange(embeddings, sample * DIMENSIONS, (sample + 1) * DIMENSIONS);
    }

    private static double cosine(float[] one, float[] other) {
        double dot = 0;
        double ones = 0;
        double others = 0;
        for (int i = 0; i < one.length; i++) {
            dot += (double) one[i] * other[i];
            ones += (double) one[i] * one[i];
            others += (double) other[i] * other[i];
        }
        return dot / Math.sqrt(ones) / Math.sqrt(others);
    }
}
