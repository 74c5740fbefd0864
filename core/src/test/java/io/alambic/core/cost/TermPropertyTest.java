package io.alambic.core.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.alambic.core.cost.feature.FeatureDistance;
import io.alambic.core.cost.feature.RelationalAngle;
import io.alambic.core.cost.feature.RelationalDistance;
import io.alambic.core.cost.logits.DecoupledKd;
import io.alambic.core.cost.logits.KlDivergence;
import io.alambic.core.cost.logits.OutputTerm;
import io.alambic.core.model.Signature;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeTry;

/** Laws that hold for terms whatever the batch. */
class TermPropertyTest {

    private static final int TRIES = 100;
    private static final List<String> OUTPUTS = List.of(
            "kl",
            "kl-standardized",
            "logits-mse",
            "probabilities-mse",
            "decoupled(1, 8)",
            "relational-distance",
            "relational-angle");
    private static final List<String> DISTANCES =
            List.of("mse", "cosine", "attention", "relational-distance", "relational-angle");
    private static final String CONTRAST = "info-nce(0.1)";

    private NDManager manager;

    @BeforeTry
    void open() {
        manager = NDManager.newBaseManager();
    }

    @AfterTry
    void close() {
        manager.close();
    }

    /** Two batches of n random rows, and one order of them. */
    record Batch(int n, int width, long seed) {

        float[] values(int stream) {
            SplittableRandom random = new SplittableRandom(seed + stream);
            float[] values = new float[n * width];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) random.nextDouble(-5, 5);
            }
            return values;
        }
    }

    @Property(tries = TRIES)
    void aTermIsNothingBetweenEqualsAndNeverLess(@ForAll("batches") Batch batch, @ForAll("outputs") String term) {
        assertThat(output(term, rows(batch, 1), rows(batch, 1))).isCloseTo(0, within(1e-9));
        assertThat(output(term, rows(batch, 1), rows(batch, 2))).isNotNegative();
    }

    @Property(tries = TRIES)
    void aTermIgnoresTheOrderOfTheBatch(@ForAll("batches") Batch batch, @ForAll("outputs") String term) {
        // Given
        NDArray order = order(batch);
        NDArray teacher = rows(batch, 1);
        NDArray student = rows(batch, 2);

        // When
        double permuted = output(term, teacher.get(order), student.get(order));

        // Then
        double value = output(term, teacher, student);
        assertThat(permuted).isCloseTo(value, within(1e-5 * value + 1e-9));
    }

    @Property(tries = TRIES)
    void aDistanceIsNothingBetweenEqualsAndNeverLess(
            @ForAll("batches") Batch batch, @ForAll("distances") String distance) {
        assertThat(distance(distance, maps(batch, 1), maps(batch, 1))).isCloseTo(0, within(1e-9));
        assertThat(distance(distance, maps(batch, 1), maps(batch, 2))).isNotNegative();
    }

    /** Its nearest rivals are other samples, so it is not 0 between equals: but there it is least. */
    @Property(tries = TRIES)
    void aContrastIsNeverLessThanNothingAndLessForTheMapsOfTheSameSamples(@ForAll("batches") Batch batch) {
        // Given
        NDArray teacher = maps(batch, 1);
        NDArray others = manager.create(IntStream.range(0, batch.n())
                .mapToLong(i -> (i + 1) % batch.n())
                .toArray());

        // When
        double same = distance(CONTRAST, teacher, teacher);

        // Then
        assertThat(same).isGreaterThan(-1e-9);
        assertThat(distance(CONTRAST, teacher.get(others), teacher)).isGreaterThan(same);
    }

    @Property(tries = TRIES)
    void aDistanceIgnoresTheOrderOfTheBatch(@ForAll("batches") Batch batch, @ForAll("all") String distance) {
        // Given
        NDArray order = order(batch);
        NDArray student = maps(batch, 1);
        NDArray teacher = maps(batch, 2);

        // When
        double permuted = distance(distance, student.get(order), teacher.get(order));

        // Then
        double value = distance(distance, student, teacher);
        assertThat(permuted).isCloseTo(value, within(1e-5 * value + 1e-9));
    }

    @Property(tries = TRIES)
    void allDistancesButMseIgnoreTheScaleOfTheStudent(
            @ForAll("batches") Batch batch, @ForAll("all") String distance, @ForAll("scales") float scale) {
        // Given
        NDArray student = maps(batch, 1);
        NDArray teacher = maps(batch, 2);

        // When
        double scaled = distance(distance, student.mul(scale), teacher);

        // Then
        double value = distance(distance, student, teacher);
        if ("mse".equals(distance)) {
            assertThat(scaled).isNotCloseTo(value, within(1e-3 * value));
        } else {
            assertThat(scaled).isCloseTo(value, within(1e-4 * value + 1e-9));
        }
    }

    @Property(tries = TRIES)
    void relationsIgnoreWhereTheSamplesLie(@ForAll("batches") Batch batch, @ForAll("scales") float shift) {
        // Given
        NDArray student = maps(batch, 1);
        NDArray teacher = maps(batch, 2);

        for (FeatureDistance relation : List.of(new RelationalDistance(), new RelationalAngle())) {
            // When
            double shifted = relation.between(student.add(shift), teacher).getFloat();

            // Then
            double value = relation.between(student, teacher).getFloat();
            assertThat(shifted).isCloseTo(value, within(1e-4 * value + 1e-6));
        }
    }

    @Property(tries = TRIES)
    void standardizedLogitsHaveNoScaleAndNoShift(@ForAll("batches") Batch batch, @ForAll("scales") float scale) {
        // Given
        NDArray teacher = rows(batch, 1);
        NDArray student = rows(batch, 2);

        // When
        double moved = output("kl-standardized", teacher, student.mul(scale).add(scale));

        // Then
        double value = output("kl-standardized", teacher, student);
        assertThat(moved).isCloseTo(value, within(1e-4 * value + 1e-6));
    }

    /** α = 1 and β = 1 − p_y of the teacher, for one sample: the divergence itself (Zhao et al. 2022). */
    @Property(tries = TRIES)
    void decoupledPartsAddUpToTheDivergence(@ForAll("batches") Batch batch, @ForAll("temperatures") float temperature) {
        // Given
        Batch single = new Batch(1, batch.width(), batch.seed());
        NDArray teacher = rows(single, 1);
        NDArray student = rows(single, 2);
        Temperature t = new Temperature(temperature);
        double target = teacher.div(temperature).softmax(1).max().getFloat();

        // When
        double both = value(new DecoupledKd(t, 1, 0), teacher, student)
                + (1 - target) * value(new DecoupledKd(t, 0, 1), teacher, student);

        // Then
        double divergence = value(new KlDivergence(t), teacher, student);
        assertThat(both).isCloseTo(divergence, within(1e-5 * divergence + 1e-6));
    }

    private double output(String term, NDArray teacher, NDArray student) {
        return value(OutputTerm.parse(term).at(new Temperature(2), null), teacher, student);
    }

    private static double value(Term term, NDArray teacher, NDArray student) {
        int samples = (int) teacher.getShape().get(0);
        TrainingBatch batch = new TrainingBatch(samples, Map.of(), teacher, Map.of(), null);
        return term.value(Map.of(Signature.LOGITS, student), batch).getFloat();
    }

    private static double distance(String name, NDArray student, NDArray teacher) {
        return FeatureDistance.named(name).between(student, teacher).getFloat();
    }

    private NDArray rows(Batch batch, int stream) {
        return manager.create(batch.values(stream), new Shape(batch.n(), batch.width()));
    }

    private NDArray maps(Batch batch, int stream) {
        return rows(batch, stream).reshape(batch.n(), 2, batch.width() / 2, 1);
    }

    private NDArray order(Batch batch) {
        SplittableRandom random = new SplittableRandom(batch.seed());
        long[] order = new long[batch.n()];
        for (int i = 0; i < order.length; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return manager.create(order);
    }

    @Provide
    Arbitrary<Batch> batches() {
        return Combinators.combine(
                        Arbitraries.integers().between(2, 8),
                        Arbitraries.integers().between(2, 8),
                        Arbitraries.longs())
                .as((n, half, seed) -> new Batch(n, 2 * half, seed));
    }

    @Provide
    Arbitrary<String> outputs() {
        return Arbitraries.of(OUTPUTS);
    }

    @Provide
    Arbitrary<String> distances() {
        return Arbitraries.of(DISTANCES);
    }

    @Provide
    Arbitrary<String> all() {
        return Arbitraries.of(
                Stream.concat(DISTANCES.stream(), Stream.of(CONTRAST)).toList());
    }

    @Provide
    Arbitrary<Float> temperatures() {
        return Arbitraries.of(0.5f, 1f, 4f, 20f);
    }

    @Provide
    Arbitrary<Float> scales() {
        return Arbitraries.of(0.25f, 3f, 100f);
    }
}
