package io.alambic.core.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.alambic.core.cost.logits.KlDivergence;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeTry;

class KlDivergencePropertyTest {

    private static final int TRIES = 200;

    private NDManager manager;

    @BeforeTry
    void open() {
        manager = NDManager.newBaseManager();
    }

    @AfterTry
    void close() {
        manager.close();
    }

    /** Logits of a teacher and a student, both [n, classes]. */
    record Logits(int n, int classes, float[] teacher, float[] student) {}

    @Property(tries = TRIES)
    void isNeverNegative(@ForAll("logits") Logits logits, @ForAll("temperatures") float temperature) {
        assertThat(divergence(logits, temperature)).isGreaterThanOrEqualTo(-1e-6 * temperature * temperature);
    }

    @Property(tries = TRIES)
    void isZeroBetweenEqualLogits(@ForAll("logits") Logits logits, @ForAll("temperatures") float temperature) {
        // Given
        Logits equal = new Logits(logits.n(), logits.classes(), logits.teacher(), logits.teacher());

        // Then
        assertThat(divergence(equal, temperature)).isCloseTo(0, within(1e-9));
    }

    @Property(tries = TRIES)
    void isPositiveWhereOneLogitDiffers(@ForAll("logits") Logits logits, @ForAll("temperatures") float temperature) {
        // Given: no class so improbable that moving its logit would not count
        float[] teacher = logits.teacher().clone();
        for (int i = 0; i < teacher.length; i++) {
            teacher[i] *= temperature / 4;
        }
        float[] student = teacher.clone();
        student[0] += temperature;

        // Then
        assertThat(divergence(new Logits(logits.n(), logits.classes(), teacher, student), temperature))
                .isPositive();
    }

    @Property(tries = TRIES)
    void ignoresAConstantAddedToASamplesLogits(
            @ForAll("logits") Logits logits, @ForAll("temperatures") float temperature, @ForAll("shifts") int shift) {
        // Given: a power of two, so that the addition of small whole logits is exact
        Logits whole = new Logits(logits.n(), logits.classes(), rounded(logits.teacher()), rounded(logits.student()));
        Logits shifted =
                new Logits(logits.n(), logits.classes(), plus(whole.teacher(), shift), plus(whole.student(), -shift));

        // When
        double difference = divergence(shifted, temperature) - divergence(whole, temperature);

        // Then
        assertThat(difference).isCloseTo(0, within(1e-6 * Math.max(1, divergence(whole, temperature))));
    }

    @Property(tries = TRIES)
    void ignoresTheOrderOfTheBatch(@ForAll("logits") Logits logits, @ForAll long seed) {
        // Given
        int[] order = permutation(logits.n(), seed);
        Logits permuted = new Logits(
                logits.n(),
                logits.classes(),
                rows(logits.teacher(), logits.classes(), order),
                rows(logits.student(), logits.classes(), order));

        // Then
        double expected = divergence(logits, 1);
        assertThat(divergence(permuted, 1)).isCloseTo(expected, within(1e-6 * Math.max(1, expected)));
    }

    /** lim T→∞ of T² · KL is the mean over the batch of Σ (ẑ_s − ẑ_t)² / 2C, ẑ with its mean taken off. */
    @Property(tries = TRIES)
    void tendsToTheDistanceOfCentredLogitsAsTheTemperatureRises(@ForAll("logits") Logits logits) {
        // Given
        float temperature = 1e4f;
        double limit = 0;
        double[] gradient = new double[logits.student().length];
        for (int row = 0; row < logits.n(); row++) {
            double mean = 0;
            for (int c = 0; c < logits.classes(); c++) {
                mean += difference(logits, row, c) / logits.classes();
            }
            for (int c = 0; c < logits.classes(); c++) {
                double centred = difference(logits, row, c) - mean;
                limit += centred * centred / (2.0 * logits.classes() * logits.n());
                gradient[row * logits.classes() + c] = centred / logits.classes() / logits.n();
            }
        }
        NDArray student = array(logits, logits.student());
        student.setRequiresGradient(true);

        // When
        NDArray value;
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            value = new KlDivergence(new Temperature(temperature)).between(array(logits, logits.teacher()), student);
            collector.backward(value);
        }

        // Then
        assertThat((double) value.getFloat()).isCloseTo(limit, within(0.02 * limit + 1e-6));
        float[] actual = student.getGradient().toFloatArray();
        for (int i = 0; i < gradient.length; i++) {
            assertThat((double) actual[i]).isCloseTo(gradient[i], within(0.02));
        }
    }

    private double divergence(Logits logits, float temperature) {
        return new KlDivergence(new Temperature(temperature))
                .between(array(logits, logits.teacher()), array(logits, logits.student()))
                .getFloat();
    }

    private NDArray array(Logits logits, float[] values) {
        return manager.create(values, new Shape(logits.n(), logits.classes()));
    }

    private static double difference(Logits logits, int row, int c) {
        int i = row * logits.classes() + c;
        return (double) logits.student()[i] - logits.teacher()[i];
    }

    private static float[] rounded(float[] values) {
        float[] rounded = values.clone();
        for (int i = 0; i < rounded.length; i++) {
            rounded[i] = Math.round(rounded[i]);
        }
        return rounded;
    }

    private static float[] plus(float[] values, int shift) {
        float[] sum = values.clone();
        for (int i = 0; i < sum.length; i++) {
            sum[i] += shift;
        }
        return sum;
    }

    private static int[] permutation(int n, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    private static float[] rows(float[] values, int width, int[] order) {
        float[] permuted = new float[values.length];
        for (int i = 0; i < order.length; i++) {
            System.arraycopy(values, order[i] * width, permuted, i * width, width);
        }
        return permuted;
    }

    @Provide
    Arbitrary<Logits> logits() {
        Arbitrary<Integer> sizes = Arbitraries.integers().between(1, 6);
        Arbitrary<Integer> classes = Arbitraries.integers().between(2, 12);
        return Combinators.combine(sizes, classes).flatAs((n, c) -> {
            Arbitrary<float[]> values =
                    Arbitraries.floats().between(-20, 20).array(float[].class).ofSize(n * c);
            return Combinators.combine(values, values).as((teacher, student) -> new Logits(n, c, teacher, student));
        });
    }

    @Provide
    Arbitrary<Float> temperatures() {
        return Arbitraries.of(0.5f, 1f, 2f, 4f, 20f);
    }

    @Provide
    Arbitrary<Integer> shifts() {
        return Arbitraries.of(-65536, -1024, 1, 512, 131072);
    }
}
