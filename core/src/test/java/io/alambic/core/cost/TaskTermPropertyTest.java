package io.alambic.core.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.alambic.core.cost.labels.BinaryCrossEntropy;
import io.alambic.core.cost.labels.LabelCrossEntropy;
import io.alambic.core.cost.labels.LabelDistance;
import io.alambic.core.cost.logits.BinaryKl;
import io.alambic.core.cost.logits.EmbeddingCosine;
import io.alambic.core.cost.logits.KlDivergence;
import io.alambic.core.cost.logits.RegressionDistance;
import io.alambic.core.cost.logits.TeacherVariance;
import io.alambic.core.model.Signature;
import io.alambic.core.settings.Expression;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

/** Laws of the terms for answers other than one class, whatever the batch. */
class TaskTermPropertyTest {

    private static final int TRIES = 60;
    private static final Temperature TEMPERATURE = new Temperature(2);
    private static final List<String> DISTANCES =
            List.of("binary-kl", "mse", "huber(0.5)", "cosine", "places [C, T]", "places [T, C]", "label-mse");
    private static final List<String> LABELS = List.of("binary", "regression", "places");

    private NDManager manager;

    @BeforeTry
    void open() {
        manager = NDManager.newBaseManager();
    }

    @AfterTry
    void close() {
        manager.close();
    }

    /** Random answers, [n, width, 2] where they are dense, else [n, 2 · width]. */
    record Batch(int n, int width, long seed) {

        float[] values(int stream) {
            SplittableRandom random = new SplittableRandom(seed + stream);
            float[] values = new float[n * width * 2];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) random.nextDouble(-5, 5);
            }
            return values;
        }
    }

    private record Result(float value, NDArray gradient) {}

    @Property(tries = TRIES)
    void aDistanceIsNothingAndPullsNowhereBetweenEquals(
            @ForAll("batches") Batch batch, @ForAll("distances") String distance) {
        // When
        Result result = distance(distance, answers(distance, batch, 1), answers(distance, batch, 1));

        // Then
        assertThat(result.value()).isCloseTo(0, within(1e-9f));
        assertThat(result.gradient().abs().max().getFloat()).isLessThan(1e-9f);
    }

    @Property(tries = TRIES)
    void aDistanceIsPositiveElse(@ForAll("batches") Batch batch, @ForAll("distances") String distance) {
        assertThat(distance(distance, answers(distance, batch, 1), answers(distance, batch, 2))
                        .value())
                .isPositive()
                .isFinite();
    }

    @Property(tries = TRIES)
    void aDistanceIgnoresTheOrderOfTheBatch(@ForAll("batches") Batch batch, @ForAll("distances") String distance) {
        // Given
        NDArray order = order(batch);
        NDArray teacher = answers(distance, batch, 1);
        NDArray student = answers(distance, batch, 2);

        // When
        Result permuted = distance(distance, teacher.get(order), student.get(order));

        // Then
        Result result = distance(distance, teacher, student);
        requireSame(permuted, new Result(result.value(), result.gradient().get(order)));
    }

    @Property(tries = TRIES)
    void labelsIgnoreTheOrderOfTheBatch(@ForAll("batches") Batch batch, @ForAll("labels") String kind) {
        // Given
        NDArray order = order(batch);
        NDArray labels = labels(kind, batch, -1);
        NDArray student = answers(kind, batch, 2);

        // When
        Result permuted = labelled(kind, labels.get(order), student.get(order));

        // Then
        Result result = labelled(kind, labels, student);
        requireSame(permuted, new Result(result.value(), result.gradient().get(order)));
    }

    /** Which negative number says unknown does not matter, nor what the student answers there. */
    @Property(tries = TRIES)
    void whatIsUnknownNeitherCountsNorPulls(@ForAll("batches") Batch batch, @ForAll("labels") String kind) {
        // Given
        NDArray student = answers(kind, batch, 1);
        NDArray unknown = unknown(kind, labels(kind, batch, -1), student.getShape());
        NDArray other = student.add(answers(kind, batch, 3).mul(unknown));

        // When
        Result result = labelled(kind, labels(kind, batch, -1), student);
        Result moved = labelled(kind, labels(kind, batch, -100), other);

        // Then
        assertThat(moved.value()).isEqualTo(result.value());
        assertThat(moved.gradient()).isEqualTo(result.gradient());
        assertThat(result.gradient().mul(unknown).abs().sum().getFloat()).isZero();
    }

    @Property(tries = TRIES)
    void labelsThatAreAllUnknownCostNothing(@ForAll("batches") Batch batch, @ForAll("labels") String kind) {
        // Given
        NDArray none = labels(kind, batch, -1).zerosLike().sub(1);
        NDArray labels = "regression".equals(kind) ? none.mul(Float.NaN) : none;

        // When
        Result result = labelled(kind, labels, answers(kind, batch, 1));

        // Then
        assertThat(result.value()).isZero();
        assertThat(result.gradient().toFloatArray()).containsOnly(0);
    }

    @Property(tries = TRIES)
    void rowsAreThePlacesInOrder(@ForAll("batches") Batch batch) {
        // Given
        NDArray channelsFirst = answers("places", batch, 1);
        NDArray channelsLast = channelsFirst.transpose(0, 2, 1);

        // Then
        NDArray rows = PerPlace.rows(channelsFirst, false);
        assertThat(rows.getShape()).isEqualTo(new Shape(batch.n() * 2L, batch.width()));
        assertThat(rows).isEqualTo(PerPlace.rows(channelsLast, true));
        for (int place = 0; place < 2; place++) {
            assertThat(rows.get(place)).isEqualTo(channelsFirst.get("0, :, {}", place));
        }
    }

    @Example
    void zeroVectorsHaveFiniteCosines() {
        // Given: of three embeddings of the student two are zero; the teacher's third is zero too
        NDArray student = manager.create(new float[] {3, 4, 0, 0, 0, 0}, new Shape(3, 2));
        NDArray teacher = manager.create(new float[] {3, 4, 1, 0, 0, 0}, new Shape(3, 2));

        // When
        Result result = distance("cosine", teacher, student);

        // Then
        assertThat(result.value()).isCloseTo(0.5f / 3, within(1e-7f));
        assertThat(result.gradient().toFloatArray()).containsOnly(0);
    }

    /** The engine must not keep the address of a buffer that Java has already let go of. */
    @Property(tries = 10)
    void gradientsSurviveAGarbageCollectionOnTheWayBack(
            @ForAll("batches") Batch batch, @ForAll("labels") String kind, @ForAll("distances") String distance) {
        // Given
        NDArray labels = labels(kind, batch, -1);
        NDArray student = answers(kind, batch, 1);
        NDArray target = answers(distance, batch, 1);
        NDArray compared = answers(distance, batch, 2);

        // When
        Result labelled = backward(label(kind), batch(student, null, labels), student, true);
        Result distant = distance(distance, target, compared, true);

        // Then
        assertThat(labelled.gradient())
                .isEqualTo(labelled(kind, labels, student).gradient());
        assertThat(distant.gradient())
                .isEqualTo(distance(distance, target, compared).gradient());
    }

    @Example
    void answersOfOtherShapesAreRefusedAndNotBroadcast() {
        // Given
        NDArray student = manager.ones(new Shape(2, 3));
        NDArray narrow = manager.ones(new Shape(2, 1));
        ErrorLoss loss = new ErrorLoss.Squared();

        // Then
        for (Term term :
                List.of(new BinaryKl(TEMPERATURE), new RegressionDistance(loss, variance()), new EmbeddingCosine())) {
            assertThatThrownBy(() -> term.value(Map.of(Signature.LOGITS, student), batch(student, narrow, null)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll("(2, 1)", "(2, 3)");
        }
        for (Term term : List.of(new BinaryCrossEntropy(), new LabelDistance(loss, variance()))) {
            assertThatThrownBy(() -> term.value(Map.of(Signature.LOGITS, student), batch(student, null, narrow)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll("(2, 1)", "(2, 3)");
        }
    }

    @Example
    void placesThatDoNotMatchAreRefused() {
        // Given: as many numbers, in other places
        Term term = new PerPlace(new KlDivergence(TEMPERATURE), false, Optional.empty());
        NDArray student = manager.ones(new Shape(2, 3, 4, 5));
        NDArray teacher = manager.ones(new Shape(2, 3, 5, 4));
        NDArray labels = manager.ones(new Shape(2, 5, 4), DataType.INT32);

        // Then
        assertThatThrownBy(() -> term.value(Map.of(Signature.LOGITS, student), batch(student, teacher, null)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("(2, 3, 5, 4)", "(2, 3, 4, 5)");
        assertThatThrownBy(() -> term.value(Map.of(Signature.LOGITS, student), batch(student, student, labels)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("(2, 5, 4)", "(2, 4, 5)");
    }

    @Example
    void errorLossThatIsNoneIsRefused() {
        for (String text : List.of("mae", "mse(1)", "huber", "huber(0)", "huber(-1)", "huber(1, 2)")) {
            assertThatThrownBy(() -> ErrorLoss.of(Expression.parse(text))).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private Result distance(String kind, NDArray teacher, NDArray student) {
        return distance(kind, teacher, student, false);
    }

    private Result distance(String kind, NDArray teacher, NDArray student, boolean collectGarbage) {
        TrainingBatch batch = kind.startsWith("label") ? batch(student, null, teacher) : batch(student, teacher, null);
        return backward(distance(kind), batch, student, collectGarbage);
    }

    private Term distance(String kind) {
        return switch (kind) {
            case "binary-kl" -> new BinaryKl(TEMPERATURE);
            case "cosine" -> new EmbeddingCosine();
            case "places [C, T]" -> new PerPlace(new KlDivergence(TEMPERATURE), false, Optional.empty());
            case "places [T, C]" -> new PerPlace(new KlDivergence(TEMPERATURE), true, Optional.empty());
            case "label-mse" -> new LabelDistance(new ErrorLoss.Squared(), variance());
            default -> new RegressionDistance(ErrorLoss.of(Expression.parse(kind)), variance());
        };
    }

    private Result labelled(String kind, NDArray labels, NDArray student) {
        return backward(label(kind), batch(student, null, labels), student, false);
    }

    private Term label(String kind) {
        return switch (kind) {
            case "binary" -> new BinaryCrossEntropy();
            case "regression" -> new LabelDistance(new ErrorLoss.Huber(1), variance());
            default -> new PerPlace(new LabelCrossEntropy(), false, Optional.empty());
        };
    }

    private TeacherVariance variance() {
        return new TeacherVariance(manager, Map.of());
    }

    private static TrainingBatch batch(NDArray student, NDArray teacher, NDArray labels) {
        return new TrainingBatch((int) student.getShape().get(0), Map.of(), teacher, Map.of(), labels);
    }

    private static Result backward(Term term, TrainingBatch batch, NDArray student, boolean collectGarbage) {
        NDArray leaf = student.duplicate();
        leaf.setRequiresGradient(true);
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            NDArray value = term.value(Map.of(Signature.LOGITS, leaf), batch);
            for (int i = 0; collectGarbage && i < 5; i++) {
                System.gc();
            }
            collector.backward(value);
            return new Result(value.getFloat(), leaf.getGradient());
        }
    }

    private static void requireSame(Result actual, Result expected) {
        assertThat(actual.value()).isCloseTo(expected.value(), within(1e-5f * expected.value() + 1e-9f));
        assertThat(actual.gradient().allClose(expected.gradient(), 1e-5, 1e-7, false))
                .isTrue();
    }

    private NDArray answers(String kind, Batch batch, int stream) {
        return manager.create(batch.values(stream), shape(kind, batch));
    }

    private static Shape shape(String kind, Batch batch) {
        return kind.startsWith("places")
                ? new Shape(batch.n(), batch.width(), 2)
                : new Shape(batch.n(), 2L * batch.width());
    }

    /** Labels of which a third is unknown, as that negative number or as NaN. */
    private NDArray labels(String kind, Batch batch, int unknown) {
        SplittableRandom random = new SplittableRandom(batch.seed() + 9);
        Shape shape = "places".equals(kind) ? new Shape(batch.n(), 2) : shape(kind, batch);
        int[] labels = new int[(int) shape.size()];
        float[] values = new float[labels.length];
        for (int i = 0; i < labels.length; i++) {
            boolean known = random.nextInt(3) > 0;
            labels[i] = known ? random.nextInt(2) : unknown;
            values[i] = known ? labels[i] : Float.NaN;
        }
        return "regression".equals(kind) ? manager.create(values, shape) : manager.create(labels, shape);
    }

    /** The student's numbers whose label is unknown, 1 or 0, FP32 of the student's shape. */
    private static NDArray unknown(String kind, NDArray labels, Shape student) {
        NDArray unknown = "regression".equals(kind) ? labels.isNaN() : labels.lt(0);
        NDArray numbers = unknown.toType(DataType.FLOAT32, true);
        return "places".equals(kind) ? numbers.expandDims(1).broadcast(student) : numbers;
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
                        Arbitraries.integers().between(2, 6),
                        Arbitraries.integers().between(2, 6),
                        Arbitraries.longs())
                .as(Batch::new);
    }

    @Provide
    Arbitrary<String> distances() {
        return Arbitraries.of(DISTANCES);
    }

    @Provide
    Arbitrary<String> labels() {
        return Arbitraries.of(LABELS);
    }
}
