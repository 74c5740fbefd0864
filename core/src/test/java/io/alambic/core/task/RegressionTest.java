package io.alambic.core.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.types.Shape;
import io.alambic.core.figures.Figure;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class RegressionTest extends TaskContract {

    private static final int NUMBERS = 3;

    @Override
    Task task() {
        return Tasks.named("regression");
    }

    @Override
    Shape answer() {
        return new Shape(NUMBERS);
    }

    @Override
    List<Shape> fitting() {
        return List.of(new Shape(1), new Shape(17));
    }

    @Override
    List<Shape> strange() {
        return List.of(new Shape(), new Shape(3, 1), new Shape(1, 8, 8));
    }

    /** Each number has a scale and an offset of its own, to which R² is blind. */
    @Property(tries = TRIES)
    void r2IsTheUniformMeanOverTheNumbers(@ForAll @IntRange(min = 3, max = 40) int samples, @ForAll long seed) {
        // Given
        float[] teacher = answers(samples, seed);
        float[] student = answers(samples, seed + 1);
        for (int i = 0; i < teacher.length; i++) {
            float scale = (float) Math.pow(100, i % NUMBERS);
            teacher[i] = scale * (teacher[i] + 7);
            student[i] = teacher[i] + scale * student[i] / 4;
        }

        // When
        Map<Figure, Double> figures = figures(array(student), array(teacher), null);

        // Then
        double sum = 0;
        for (int number = 0; number < NUMBERS; number++) {
            sum += determination(student, teacher, number);
        }
        assertThat(figures.get(Regression.R2)).isCloseTo(sum / NUMBERS, within(1e-6));
    }

    private static double determination(float[] student, float[] teacher, int number) {
        double mean = 0;
        for (int i = number; i < teacher.length; i += NUMBERS) {
            mean += (double) teacher[i] * NUMBERS / teacher.length;
        }
        double errors = 0;
        double around = 0;
        for (int i = number; i < teacher.length; i += NUMBERS) {
            errors += Math.pow((double) student[i] - teacher[i], 2);
            around += Math.pow(teacher[i] - mean, 2);
        }
        return 1 - errors / around;
    }

    @Property(tries = TRIES)
    void rmseIsThatOfTheKnownLabels(@ForAll @IntRange(min = 1, max = 40) int samples, @ForAll long seed) {
        // Given
        float[] student = answers(samples, seed);
        float[] labels = answers(samples, seed + 1);
        for (int i = 2; i < labels.length; i += 4) {
            labels[i] = Float.NaN;
        }

        // When
        Map<Figure, Double> figures = figures(array(student), array(answers(samples, seed + 2)), array(labels));

        // Then
        double squares = 0;
        int known = 0;
        for (int i = 0; i < labels.length; i++) {
            if (!Float.isNaN(labels[i])) {
                squares += Math.pow((double) student[i] - labels[i], 2);
                known++;
            }
        }
        assertThat(figures.get(Regression.RMSE)).isCloseTo(Math.sqrt(squares / known), within(1e-9));
    }

    @Property
    void aNumberThatNeverVariesIsAnsweredOrItIsNot(@ForAll("constants") float constant) {
        // Given: the first number is constant, the others are answered exactly
        float[] teacher = {constant, 1, 2, constant, 3, 1, constant, 0, 5};
        float[] off = teacher.clone();
        off[3] += Math.max(1, Math.abs(constant));

        // Then
        assertThat(figures(array(teacher), array(teacher), null).get(Regression.R2))
                .isCloseTo(1, within(1e-9));
        assertThat(figures(array(off), array(teacher), null).get(Regression.R2)).isCloseTo(2.0 / 3, within(1e-9));
    }

    @Provide
    Arbitrary<Float> constants() {
        return Arbitraries.of(0f, 0.1f, -3.3f, 1e-8f, 123456.7f, -1e12f);
    }

    @Example
    void anInfiniteAnswerToANumberThatNeverVariesIsNotFinite() {
        // Given
        float[] teacher = {2, 1, 2, 2, 3, 1, 2, 0, 5};
        float[] student = teacher.clone();
        student[3] = Float.POSITIVE_INFINITY;

        // Then
        assertThat(figures(array(student), array(teacher), null).get(Regression.R2))
                .isNaN();
    }
}
