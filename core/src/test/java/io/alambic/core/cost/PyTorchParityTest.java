package io.alambic.core.cost;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.alambic.core.PyTorchReference;
import io.alambic.core.cost.feature.FeatureDistance;
import io.alambic.core.cost.feature.FeaturePair;
import io.alambic.core.cost.feature.FeatureTerm;
import io.alambic.core.cost.feature.MseDistance;
import io.alambic.core.cost.labels.BinaryCrossEntropy;
import io.alambic.core.cost.labels.LabelCrossEntropy;
import io.alambic.core.cost.labels.LabelDistance;
import io.alambic.core.cost.logits.BinaryKl;
import io.alambic.core.cost.logits.EmbeddingCosine;
import io.alambic.core.cost.logits.KlDivergence;
import io.alambic.core.cost.logits.OutputTerm;
import io.alambic.core.cost.logits.RegressionDistance;
import io.alambic.core.cost.logits.TeacherVariance;
import io.alambic.core.model.Signature;
import io.alambic.core.settings.Expression;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Values and gradients against PyTorch's own losses, see {@link PyTorchReference}. */
class PyTorchParityTest {

    private static final PyTorchReference REFERENCE = PyTorchReference.load();
    private static final String TEACHER_MAP = "block2";
    private static final String STUDENT_MAP = "block1";
    private static final String PROJECTOR = TEACHER_MAP + "-" + STUDENT_MAP;

    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    @ParameterizedTest
    @MethodSource("kl")
    void divergenceAndItsGradient(PyTorchReference.Kl expected) {
        // Given
        NDArray student = leaf(expected.student());
        KlDivergence term = new KlDivergence(new Temperature(expected.temperature()));
        TrainingBatch batch = batch(student, expected.teacher().on(manager), Map.of(), null);

        // When
        NDArray value = backward(new CostFunction(List.of(new WeightedTerm(1, term))), student, Map.of(), batch)
                .total();

        // Then
        PyTorchReference.requireSame(expected.value(), value);
        expected.gradient().requireSame(student.getGradient());
    }

    @ParameterizedTest
    @MethodSource("outputs")
    void everyOtherOutputTermAndItsGradient(PyTorchReference.Output expected) {
        // Given
        NDArray student = leaf(expected.student());
        Term term = OutputTerm.parse(expected.term())
                .at(new Temperature(expected.temperature()), new TeacherVariance(manager, Map.of()));
        NDArray labels = expected.labels() == null ? null : manager.create(expected.labels());
        TrainingBatch batch = batch(student, expected.teacher().on(manager), Map.of(), labels);

        // When
        NDArray value = backward(new CostFunction(List.of(new WeightedTerm(1, term))), student, Map.of(), batch)
                .total();

        // Then
        PyTorchReference.requireSame(expected.value(), value);
        expected.gradient().requireSame(student.getGradient());
    }

    @ParameterizedTest
    @MethodSource({"features", "distances", "views"})
    void featureDistanceAndItsGradients(PyTorchReference.Feature expected) {
        // Given
        NDArray map = leaf(expected.student());
        String teacher = TEACHER_MAP + expected.teacherView();
        String student = STUDENT_MAP + expected.studentView();
        String projector = teacher + "-" + student;
        Map<String, NDArray> restored = expected.weight() == null
                ? Map.of()
                : Map.of(
                        projector + ".weight", expected.weight().on(manager),
                        projector + ".bias", expected.bias().on(manager));
        FeatureTerm term = new FeatureTerm(
                List.of(FeaturePair.parse(teacher + ":" + student + ":" + expected.pairWeight())),
                FeatureDistance.named(expected.distance()),
                manager,
                1,
                restored);
        TrainingBatch batch =
                batch(map, null, Map.of(TEACHER_MAP, expected.teacher().on(manager)), null);

        // When
        NDArray value = backward(
                        new CostFunction(List.of(new WeightedTerm(1, term))), null, Map.of(STUDENT_MAP, map), batch)
                .total();

        // Then
        PyTorchReference.requireSame(expected.value(), value);
        expected.studentGradient().requireSame(map.getGradient());
        if (expected.weight() == null) {
            assertThat(term.learned()).isEmpty();
        } else {
            assertThat(term.learned()).containsOnlyKeys(projector + ".weight", projector + ".bias");
            expected.weightGradient()
                    .requireSame(term.learned().get(projector + ".weight").getGradient());
            expected.biasGradient()
                    .requireSame(term.learned().get(projector + ".bias").getGradient());
        }
    }

    @ParameterizedTest
    @MethodSource("labels")
    void crossEntropyAndItsGradient(PyTorchReference.Label expected) {
        // Given
        NDArray student = leaf(expected.student());
        TrainingBatch batch = batch(student, null, Map.of(), manager.create(expected.labels()));

        // When
        NDArray value = backward(
                        new CostFunction(List.of(new WeightedTerm(1, new LabelCrossEntropy()))),
                        student,
                        Map.of(),
                        batch)
                .total();

        // Then
        PyTorchReference.requireSame(expected.value(), value);
        expected.gradient().requireSame(student.getGradient());
    }

    @ParameterizedTest
    @MethodSource("binaryKl")
    void divergenceOfEveryClassByItselfAndItsGradient(PyTorchReference.Kl expected) {
        // Given
        NDArray student = leaf(expected.student());
        Term term = new BinaryKl(new Temperature(expected.temperature()));
        TrainingBatch batch = batch(student, expected.teacher().on(manager), Map.of(), null);

        // Then
        requireSame(term, student, batch, expected.value(), expected.gradient());
    }

    @ParameterizedTest
    @MethodSource("regressions")
    void regressionInUnitsOfTheTeachersDeviationAndItsGradient(PyTorchReference.Regression expected) {
        // Given
        NDArray student = leaf(expected.student());
        ErrorLoss loss = ErrorLoss.of(Expression.parse(expected.loss()));
        Term term = new RegressionDistance(loss, variance(expected.earlier()));
        TrainingBatch batch = batch(student, expected.target().on(manager), Map.of(), null);

        // Then
        requireSame(term, student, batch, expected.value(), expected.gradient());
    }

    @ParameterizedTest
    @MethodSource("labelDistances")
    void distanceToLabelsThatAreKnownAndItsGradient(PyTorchReference.Regression expected) {
        // Given
        NDArray student = leaf(expected.student());
        ErrorLoss loss = ErrorLoss.of(Expression.parse(expected.loss()));
        Term term = new LabelDistance(loss, variance(expected.earlier()));
        TrainingBatch batch = batch(student, null, Map.of(), expected.target().on(manager));

        // Then
        requireSame(term, student, batch, expected.value(), expected.gradient());
    }

    @ParameterizedTest
    @MethodSource("embeddings")
    void cosineOfEmbeddingsAndItsGradient(PyTorchReference.Kl expected) {
        // Given
        NDArray student = leaf(expected.student());
        TrainingBatch batch = batch(student, expected.teacher().on(manager), Map.of(), null);

        // Then
        requireSame(new EmbeddingCosine(), student, batch, expected.value(), expected.gradient());
    }

    @ParameterizedTest
    @MethodSource("binaryLabels")
    void binaryCrossEntropyOfBothTypesOfLabelsAndItsGradient(PyTorchReference.Label expected) {
        // Given
        NDArray student = leaf(expected.student());
        NDArray student8 = leaf(expected.student());
        NDArray labels = manager.create(expected.labels(), student.getShape());
        NDArray labels8 = labels.toType(DataType.INT8, true);

        // Then
        requireSame(
                new BinaryCrossEntropy(),
                student,
                batch(student, null, Map.of(), labels),
                expected.value(),
                expected.gradient());
        requireSame(
                new BinaryCrossEntropy(),
                student8,
                batch(student8, null, Map.of(), labels8),
                expected.value(),
                expected.gradient());
    }

    @ParameterizedTest
    @MethodSource("places")
    void termAtEveryPlaceAndItsGradient(PyTorchReference.Place expected) {
        // Given
        NDArray student = leaf(expected.student());
        Term inner = "kl".equals(expected.term())
                ? new KlDivergence(new Temperature(expected.temperature()))
                : new LabelCrossEntropy();
        Shape shape = student.getShape();
        Shape places = shape.slice(0, expected.classAxis() + 1).addAll(shape.slice(expected.classAxis() + 2));
        TrainingBatch batch =
                batch(student, expected.teacher().on(manager), Map.of(), manager.create(expected.labels(), places));

        // Then
        requireSame(
                new PerPlace(inner, expected.classAxis() > 0, Optional.empty()),
                student,
                batch,
                expected.value(),
                expected.gradient());
    }

    @ParameterizedTest
    @MethodSource("sums")
    void weightedSumItsTermsAndAllGradients(PyTorchReference.Sum expected) {
        // Given
        NDArray student = leaf(expected.student());
        NDArray map = leaf(expected.studentMap());
        FeatureTerm features = features(expected.weight(), expected.bias());
        Map<TermName, Float> lambdas = expected.lambdas();
        CostFunction cost = costFunction(expected, features);
        TrainingBatch batch = batch(expected, student);

        // When
        Cost value = backward(cost, student, Map.of(STUDENT_MAP, map), batch);

        // Then
        PyTorchReference.requireSame(expected.value(), value.total());
        for (TermName name : TermName.values()) {
            if (lambdas.get(name) > 0) {
                PyTorchReference.requireSame(
                        expected.terms().get(name), value.terms().get(name));
            } else {
                assertThat(value.terms()).doesNotContainKey(name);
            }
        }
        expected.studentGradient().requireSame(student.getGradient());
        expected.studentMapGradient().requireSame(map.getGradient());
        if (lambdas.get(TermName.FEATURE) > 0) {
            expected.weightGradient().requireSame(learnedGradient(features, "weight"));
            expected.biasGradient().requireSame(learnedGradient(features, "bias"));
        }
    }

    @Test
    void batchWithoutAnyLabelCostsNothingWherePyTorchHasNoNumber() {
        // Given
        NDArray student = manager.ones(new Shape(2, 3));
        student.setRequiresGradient(true);
        TrainingBatch batch = batch(student, null, Map.of(), manager.create(new int[] {-1, -1}));

        // When
        Cost cost = backward(
                new CostFunction(List.of(new WeightedTerm(1, new LabelCrossEntropy()))), student, Map.of(), batch);

        // Then
        assertThat(cost.total().getFloat()).isZero();
        assertThat(student.getGradient().toFloatArray()).containsOnly(0);
    }

    /** The engine must not keep the address of a buffer that Java has already let go of. */
    @Test
    void gradientsSurviveAGarbageCollectionOnTheWayBack() {
        // Given
        PyTorchReference.Sum expected = REFERENCE.sums().stream()
                .filter(sum -> sum.lambdas().values().stream().allMatch(lambda -> lambda > 0))
                .findFirst()
                .orElseThrow();
        NDArray student = leaf(expected.student());
        NDArray map = leaf(expected.studentMap());
        CostFunction cost = costFunction(expected, features(expected.weight(), expected.bias()));

        // When
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            NDArray total = cost.evaluate(Map.of(Signature.LOGITS, student, STUDENT_MAP, map), batch(expected, student))
                    .total();
            for (int i = 0; i < 5; i++) {
                System.gc();
            }
            collector.backward(total);
        }

        // Then
        expected.studentGradient().requireSame(student.getGradient());
        expected.studentMapGradient().requireSame(map.getGradient());
    }

    private static void requireSame(
            Term term, NDArray student, TrainingBatch batch, double value, PyTorchReference.Values gradient) {
        CostFunction cost = new CostFunction(List.of(new WeightedTerm(1, term)));
        PyTorchReference.requireSame(
                value, backward(cost, student, Map.of(), batch).total());
        gradient.requireSame(student.getGradient());
    }

    private TeacherVariance variance(List<PyTorchReference.Values> earlier) {
        TeacherVariance variance = new TeacherVariance(manager, Map.of());
        earlier.forEach(answers -> variance.add(answers.on(manager)));
        return variance;
    }

    private NDArray leaf(PyTorchReference.Values values) {
        NDArray array = values.on(manager);
        array.setRequiresGradient(true);
        return array;
    }

    private FeatureTerm features(PyTorchReference.Values weight, PyTorchReference.Values bias) {
        Map<String, NDArray> restored =
                Map.of(PROJECTOR + ".weight", weight.on(manager), PROJECTOR + ".bias", bias.on(manager));
        return new FeatureTerm(
                List.of(new FeaturePair(TEACHER_MAP, STUDENT_MAP, 1)), new MseDistance(), manager, 1, restored);
    }

    private static CostFunction costFunction(PyTorchReference.Sum sum, FeatureTerm features) {
        KlDivergence output = new KlDivergence(new Temperature(sum.temperature()));
        return new CostFunction(List.of(
                new WeightedTerm(sum.lambdas().get(TermName.OUTPUT), output),
                new WeightedTerm(sum.lambdas().get(TermName.FEATURE), features),
                new WeightedTerm(sum.lambdas().get(TermName.LABEL), new LabelCrossEntropy())));
    }

    private TrainingBatch batch(PyTorchReference.Sum sum, NDArray student) {
        return batch(
                student,
                sum.teacher().on(manager),
                Map.of(TEACHER_MAP, sum.teacherMap().on(manager)),
                manager.create(sum.labels()));
    }

    private static NDArray learnedGradient(FeatureTerm term, String name) {
        return term.learned().get(PROJECTOR + "." + name).getGradient();
    }

    private static TrainingBatch batch(NDArray student, NDArray teacher, Map<String, NDArray> maps, NDArray labels) {
        return new TrainingBatch((int) student.getShape().get(0), Map.of(), teacher, maps, labels);
    }

    private static Cost backward(CostFunction cost, NDArray logits, Map<String, NDArray> maps, TrainingBatch batch) {
        Map<String, NDArray> outputs = new HashMap<>(maps);
        outputs.put(Signature.LOGITS, logits);
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            Cost value = cost.evaluate(outputs, batch);
            collector.backward(value.total());
            return value;
        }
    }

    private static List<PyTorchReference.Kl> kl() {
        return REFERENCE.kl();
    }

    private static List<PyTorchReference.Feature> features() {
        return REFERENCE.features();
    }

    private static List<PyTorchReference.Output> outputs() {
        return REFERENCE.outputs();
    }

    private static List<PyTorchReference.Feature> distances() {
        return REFERENCE.distances();
    }

    private static List<PyTorchReference.Feature> views() {
        return REFERENCE.views();
    }

    private static List<PyTorchReference.Label> labels() {
        return REFERENCE.labels();
    }

    private static List<PyTorchReference.Kl> binaryKl() {
        return REFERENCE.binaryKl();
    }

    private static List<PyTorchReference.Regression> regressions() {
        return REFERENCE.regressions();
    }

    private static List<PyTorchReference.Regression> labelDistances() {
        return REFERENCE.labelDistances();
    }

    private static List<PyTorchReference.Kl> embeddings() {
        return REFERENCE.embeddings();
    }

    private static List<PyTorchReference.Label> binaryLabels() {
        return REFERENCE.binaryLabels();
    }

    private static List<PyTorchReference.Place> places() {
        return REFERENCE.places();
    }

    private static List<PyTorchReference.Sum> sums() {
        return REFERENCE.sums();
    }
}
