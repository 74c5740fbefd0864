package io.alambic.core.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.alambic.core.cost.logits.TeacherVariance;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeTry;

class TeacherVarianceTest {

    private static final int TRIES = 50;
    private static final int MEMORY = 10_000;
    private static final int WIDTH = 3;

    private NDManager manager;

    @BeforeTry
    void open() {
        manager = NDManager.newBaseManager();
    }

    @AfterTry
    void close() {
        manager.close();
    }

    /** The sizes of batches of random answers [N, 3], each number in a unit of its own. */
    record Stream(List<Integer> sizes, long seed) {

        List<float[]> batches() {
            SplittableRandom random = new SplittableRandom(seed);
            List<float[]> batches = new ArrayList<>();
            for (int size : sizes) {
                float[] batch = new float[size * WIDTH];
                for (int i = 0; i < batch.length; i++) {
                    batch[i] = (float) (Math.pow(100, i % WIDTH) * (3 + random.nextDouble(-1, 1)));
                }
                batches.add(batch);
            }
            return batches;
        }

        /** The plain variance of a number over all samples. */
        double variance(int number) {
            double sum = 0;
            double squares = 0;
            int samples = 0;
            for (float[] batch : batches()) {
                for (int i = number; i < batch.length; i += WIDTH) {
                    sum += batch[i];
                    squares += (double) batch[i] * batch[i];
                    samples++;
                }
            }
            double mean = sum / samples;
            return squares / samples - mean * mean;
        }
    }

    @Property(tries = TRIES)
    void isThePlainVarianceOfTheFirstTenThousand(@ForAll("streams") Stream stream) {
        // Given
        TeacherVariance variance = new TeacherVariance(manager, Map.of());

        // When
        stream.batches().forEach(batch -> variance.add(answers(batch)));

        // Then
        float[] precision = variance.precision(manager).toFloatArray();
        for (int number = 0; number < WIDTH; number++) {
            double expected = 1 / stream.variance(number);
            assertThat((double) precision[number]).isCloseTo(expected, within(1e-6 * expected));
        }
        assertThat(variance.state().get("samples").getDouble())
                .isEqualTo(stream.sizes().stream().mapToInt(Integer::intValue).sum());
    }

    @Property(tries = TRIES)
    void goesOnFromItsStateAsIfNothingHadHappened(@ForAll("streams") Stream before, @ForAll("streams") Stream after) {
        // Given
        TeacherVariance variance = new TeacherVariance(manager, Map.of());
        before.batches().forEach(batch -> variance.add(answers(batch)));
        TeacherVariance restored = new TeacherVariance(manager, variance.state());

        // When
        after.batches().forEach(batch -> variance.add(answers(batch)));
        after.batches().forEach(batch -> restored.add(answers(batch)));

        // Then
        assertThat(restored.state()).isEqualTo(variance.state()).hasSize(3);
        assertThat(restored.precision(manager)).isEqualTo(variance.precision(manager));
    }

    @Example
    void laterAnswersCountByTheirShareOfTenThousand() {
        // Given: a number that was -1 or 1
        TeacherVariance variance = new TeacherVariance(manager, Map.of());
        NDArray half = manager.ones(new Shape(MEMORY / 2, 1));
        variance.add(half.concat(half.neg()));

        // When: it is 11 in a tenth of as many samples
        variance.add(manager.full(new Shape(MEMORY / 10, 1), 11, DataType.FLOAT32));

        // Then
        assertThat(variance.state().get("mean").toDoubleArray())
                .containsExactly(new double[] {0.1 * 11}, within(1e-12));
        assertThat(variance.state().get("square").toDoubleArray())
                .containsExactly(new double[] {0.9 + 0.1 * 121}, within(1e-12));
    }

    @Example
    void aBatchBeyondTheMemoryCountsAsAWhole() {
        // Given
        TeacherVariance variance = new TeacherVariance(manager, Map.of());
        variance.add(manager.ones(new Shape(4, 1)));

        // When
        variance.add(manager.zeros(new Shape(2 * MEMORY, 1)));

        // Then
        assertThat(variance.state().get("mean").toDoubleArray()).containsExactly(0);
    }

    @Example
    void theScaleOfANumberThatNeverVariesIsOne() {
        // Given: the last number varies by a hundred-thousandth
        TeacherVariance variance = new TeacherVariance(manager, Map.of());
        float[] batch = {0, 0.1f, 1e20f, 1, 0, 0.1f, 1e20f, 1 + 1e-5f};

        // When
        for (int i = 0; i < 7; i++) {
            variance.add(manager.create(batch, new Shape(2, 4)));
        }

        // Then
        float[] precision = variance.precision(manager).toFloatArray();
        assertThat(precision).startsWith(1, 1, 1);
        assertThat(precision[3]).isGreaterThan(1e10f);
        assertThat(new TeacherVariance(manager, Map.of()).precision(manager).getFloat())
                .isEqualTo(1);
    }

    @Example
    void nothingIsLeftInItsManager() {
        // Given
        NDManager own = manager.newSubManager();
        TeacherVariance variance = new TeacherVariance(own, Map.of());
        variance.add(manager.ones(new Shape(2, 5, 2)));
        own.cap();

        // When
        try (NDManager step = manager.newSubManager()) {
            NDArray answers = step.ones(new Shape(2, 5, 2));
            answers.setRequiresGradient(true);
            variance.add(answers);
            variance.precision(step);
        }

        // Then
        assertThat(own.getManagedArrays()).hasSize(3);
        assertThat(variance.state().get("mean").getShape()).isEqualTo(new Shape(5, 2));
        assertThat(variance.state().values()).noneMatch(NDArray::hasGradient);
    }

    @Example
    void answersOfAnotherShapeAndHalfAStateAreRefused() {
        // Given
        TeacherVariance variance = new TeacherVariance(manager, Map.of());
        variance.add(manager.ones(new Shape(2, 3)));
        Map<String, NDArray> half = Map.of("mean", manager.ones(new Shape(3)));

        // Then
        assertThatThrownBy(() -> variance.add(manager.ones(new Shape(2, 1))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("(3)", "(1)");
        assertThatThrownBy(() -> new TeacherVariance(manager, half))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("square", "samples", "[mean]");
    }

    private NDArray answers(float[] batch) {
        return manager.create(batch, new Shape(batch.length / WIDTH, WIDTH));
    }

    @Provide
    Arbitrary<Stream> streams() {
        return Combinators.combine(
                        Arbitraries.integers()
                                .between(3, 40)
                                .list()
                                .ofMinSize(2)
                                .ofMaxSize(8),
                        Arbitraries.longs())
                .as(Stream::new);
    }
}
