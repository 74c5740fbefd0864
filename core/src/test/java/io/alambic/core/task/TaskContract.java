package io.alambic.core.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import io.alambic.core.bucket.CountedPlaces;
import io.alambic.core.cost.Temperature;
import io.alambic.core.cost.Term;
import io.alambic.core.cost.TrainingBatch;
import io.alambic.core.cost.feature.ProjectorWeights;
import io.alambic.core.cost.logits.AnswerProjector;
import io.alambic.core.cost.logits.OutputTerm;
import io.alambic.core.cost.logits.TeacherVariance;
import io.alambic.core.cost.logits.TermState;
import io.alambic.core.evaluate.EchoNetwork;
import io.alambic.core.evaluate.HoldoutEvaluation;
import io.alambic.core.evaluate.HoldoutLook;
import io.alambic.core.evaluate.HoldoutWindow;
import io.alambic.core.evaluate.PromotionRule;
import io.alambic.core.evaluate.Verdict;
import io.alambic.core.figures.Figure;
import io.alambic.core.figures.HoldoutFigures;
import io.alambic.core.model.Signature;
import io.alambic.core.tensor.EncodedTensor;
import io.alambic.core.tensor.RowBuffer;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.core.tensor.TensorType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeTry;

/** What every task promises. A subclass names one; {@link TasksTest} fails if a task has none. */
abstract class TaskContract {

    static final int TRIES = 30;

    private static final int SAMPLES = 32;
    private static final PromotionRule RULE = new PromotionRule(0.02);
    private static final Map<String, String> WITH_ARGUMENTS =
            Map.of("decoupled", "decoupled(1, 8)", "huber", "huber(1)");

    private NDManager manager;

    /** The task under test. */
    abstract Task task();

    /** Shape of one sample's answer in most of the tests. */
    abstract Shape answer();

    /** Other shapes that the task takes. */
    abstract List<Shape> fitting();

    /** Shapes that the task refuses. */
    abstract List<Shape> strange();

    /** How far the numbers of a class lie from those of the next. */
    int classStride() {
        return 1;
    }

    /** How answers are made worse. */
    enum Fault {
        NOISE,
        SHIFTED_CLASSES,
        SAMPLES_IN_ANOTHER_ORDER
    }

    @BeforeTry
    void open() {
        manager = NDManager.newBaseManager();
    }

    @AfterTry
    void close() {
        manager.close();
    }

    @Example
    void itsNameFindsIt() {
        assertThat(Tasks.named(task().name())).isSameAs(task());
        assertThat(task()).hasToString(task().name());
    }

    @Example
    void answersOfItsShapesAreTaken() {
        task().requireAnswer(answer());
        fitting().forEach(task()::requireAnswer);
    }

    @Example
    void otherAnswersAreRefusedInOneSentenceThatNamesTaskAndShape() {
        assertThat(strange()).isNotEmpty().allSatisfy(shape -> assertThatThrownBy(() -> task().requireAnswer(shape))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(task().name() + ": ")
                .hasMessageEndingWith("has shape " + shape)
                .hasMessageNotContainingAny("\n", ". "));
    }

    private TensorSpec answerSpec() {
        return new TensorSpec(Signature.LOGITS, TensorType.FP32, answer());
    }

    private TermState fresh() {
        return new TermState(
                new TeacherVariance(manager, Map.of()),
                new AnswerProjector(new ProjectorWeights(manager, 1, Map.of())),
                Optional.empty());
    }

    @Example
    void everyOutputTermIsKnownAndNothingWhereStudentEqualsTeacher() {
        // Given
        float[] answers = answers(SAMPLES, 1);

        for (String name : task().outputTerms()) {
            // When
            OutputTerm choice = OutputTerm.parse(WITH_ARGUMENTS.getOrDefault(name, name));
            Term term = task().output(choice, new Temperature(2), fresh());

            // Then
            assertThat(choice.choice().name()).isEqualTo(name);
            assertThat(value(term, answers, answers, null)).as(name).isCloseTo(0, within(1e-6f));
            assertThat(value(term, answers(SAMPLES, 2), answers, null)).as(name).isPositive();
        }
    }

    @Example
    void theFirstOutputTermNeedsNoArguments() {
        assertThat(WITH_ARGUMENTS).doesNotContainKey(task().outputTerms().get(0));
    }

    @Example
    void labelsTheirShapeAndTheirTermBelongTogether() {
        // Given
        OutputTerm output = OutputTerm.parse(task().outputTerms().get(0));

        // When
        Optional<Term> term = task().label(output, fresh());

        // Then
        assertThat(term.isPresent()).isEqualTo(task().hasLabels());
        assertThat(task().labels(answerSpec()).isPresent()).isEqualTo(task().hasLabels());
        term.ifPresent(label -> assertThat(value(label, answers(SAMPLES, 1), answers(SAMPLES, 2), labels(SAMPLES, 3)))
                .isPositive()
                .isFinite());
    }

    @Example
    void moreOfTheFirstFigureIsBetter() {
        assertThat(task().figures().get(0).better()).isEqualTo(Figure.Better.MORE);
    }

    @Example
    void figuresComeInTheirOrder() {
        assertThat(figures(tally(answers(SAMPLES, 1), answers(SAMPLES, 2), labels(SAMPLES, 3)))
                        .keySet())
                .containsExactlyElementsOf(task().figures());
    }

    @Property(tries = TRIES)
    void equalAnswersHaveTheBestFigures(@ForAll @IntRange(min = 2, max = 40) int samples, @ForAll long seed) {
        // Given
        float[] answers = answers(samples, seed);

        // When
        Map<Figure, Double> figures = figures(tally(answers, answers, null));

        // Then
        assertThat(figures).isNotEmpty();
        figures.forEach((figure, value) -> assertThat(value)
                .as(figure.name())
                .isCloseTo(figure.better() == Figure.Better.MORE ? 1 : 0, within(1e-6)));
        assertThat(figures.keySet().iterator().next())
                .isEqualTo(task().figures().get(0));
    }

    @Property(tries = TRIES)
    void worseAnswersAreRejectedAndGoodOnesPromoted(@ForAll Fault fault, @ForAll long seed) {
        // Given
        float[] teacher = answers(SAMPLES, seed);
        EncodedTensor labels = labels(SAMPLES, seed + 1);

        // When
        HoldoutFigures good = holdout(teacher, teacher, labels);
        HoldoutFigures bad = holdout(worse(teacher, fault, seed + 2), teacher, labels);

        // Then
        assertThat(good.samples()).isEqualTo(SAMPLES);
        assertThat(good.value(good.decisive())).isCloseTo(1, within(1e-6));
        assertThat(RULE.judge(good, Optional.of(good))).isInstanceOf(Verdict.Promote.class);
        assertThat(RULE.judge(good, Optional.of(bad))).isInstanceOf(Verdict.Promote.class);
        assertThat(RULE.judge(bad, Optional.of(good)))
                .isInstanceOfSatisfying(Verdict.Reject.class, verdict -> assertThat(verdict.reason())
                        .startsWith(task().figures().get(0).name() + " fell from 1.0000"));
    }

    @Property(tries = TRIES)
    void anAnswerThatIsNotFiniteIsRejectedThoughNothingServes(
            @ForAll("notFinite") float number, @ForAll boolean labelled, @ForAll long seed) {
        // Given
        float[] teacher = answers(SAMPLES, seed);
        float[] student = teacher.clone();
        student[new SplittableRandom(seed).nextInt(student.length)] = number;

        // When
        HoldoutFigures figures = holdout(student, teacher, labelled ? labels(SAMPLES, seed) : null);

        // Then
        assertThat(figures.isFinite()).isFalse();
        assertThat(RULE.judge(figures, Optional.empty()))
                .isInstanceOfSatisfying(Verdict.Reject.class, verdict -> assertThat(verdict.reason())
                        .isEqualTo("its answers are not finite"));
    }

    @Provide
    Arbitrary<Float> notFinite() {
        return Arbitraries.of(Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY);
    }

    @Property(tries = TRIES)
    void figuresDoNotDependOnHowSamplesAreSplitIntoTallies(
            @ForAll @IntRange(min = 2, max = 24) int samples,
            @ForAll @IntRange(max = 23) int cut,
            @ForAll boolean labelled,
            @ForAll long seed) {
        // Given
        NDArray student = array(answers(samples, seed));
        NDArray teacher = array(answers(samples, seed + 1));
        NDArray labels = array(labelled ? labels(samples, seed + 2) : null);
        NDIndex first = new NDIndex("{}:{}", 0, 1 + cut % (samples - 1));
        NDIndex rest = new NDIndex("{}:{}", 1 + cut % (samples - 1), samples);

        // When
        Tally split = Stream.of(first, rest)
                .map(rows -> task().tally(
                                student.get(rows),
                                teacher.get(rows),
                                labels == null ? null : labels.get(rows),
                                CountedPlaces.ALL))
                .reduce(Tally.NONE, Tally::plus);

        // Then
        assertThat(split.samples()).isEqualTo(samples);
        requireSame(figures(split), figures(task().tally(student, teacher, labels, CountedPlaces.ALL)));
    }

    @Property(tries = TRIES)
    void labelsThatAreNotCountedChangeNoFigure(@ForAll @IntRange(min = 2, max = 24) int samples, @ForAll long seed) {
        // Given
        float[] student = answers(samples, seed);
        float[] teacher = answers(samples, seed + 1);
        Optional<TensorSpec> spec = task().labels(answerSpec());

        // When
        Map<Figure, Double> none = figures(
                tally(student, teacher, spec.map(of -> Labels.none(of, samples)).orElse(null)));

        // Then
        requireSame(none, figures(tally(student, teacher, null)));
    }

    @Property(tries = TRIES)
    void samplesWithoutLabelsLeaveTheFiguresOfLabelsAsTheyAre(
            @ForAll @IntRange(min = 2, max = 24) int samples, @ForAll long seed) {
        // Given
        float[] student = answers(samples, seed);
        float[] teacher = answers(samples, seed + 1);
        Tally labelled = tally(student, teacher, labels(samples, seed + 2));
        Optional<TensorSpec> spec = task().labels(answerSpec());
        EncodedTensor none = spec.map(of -> Labels.none(of, samples)).orElse(null);

        // When
        Map<Figure, Double> figures = figures(labelled.plus(tally(teacher, student, none)));

        // Then
        Map<Figure, Double> ofLabels = new LinkedHashMap<>(figures(labelled));
        ofLabels.keySet().removeAll(figures(tally(student, teacher, null)).keySet());
        figures.keySet().retainAll(ofLabels.keySet());
        requireSame(figures, ofLabels);
    }

    @Example
    void figuresThatNeedLabelsAreAbsentWhereThereAreNone() {
        // Given
        float[] student = answers(SAMPLES, 1);
        float[] teacher = answers(SAMPLES, 2);

        // When
        Map<Figure, Double> without = figures(tally(student, teacher, null));
        Map<Figure, Double> with = figures(tally(student, teacher, labels(SAMPLES, 3)));

        // Then
        assertThat(with.keySet()).containsAll(without.keySet());
        assertThat(with.size() > without.size()).isEqualTo(task().hasLabels());
    }

    @Property(tries = TRIES)
    void anAnswerIsLikeItself(@ForAll @IntRange(min = 1, max = 12) int samples, @ForAll long seed) {
        // Given
        NDArray answers = array(answers(samples, seed));

        // Then
        task().alikeness()
                .ifPresent(alikeness -> assertThat(alikeness.of(answers, answers.duplicate(), CountedPlaces.ALL))
                        .hasSize(samples)
                        .containsOnly(true));
    }

    @Property(tries = TRIES)
    void probabilitiesAreOfTheShapeOfAnswers(@ForAll @IntRange(min = 1, max = 12) int samples, @ForAll long seed) {
        // Given
        NDArray answers = array(answers(samples, seed));

        // Then
        task().probabilities().ifPresent(probabilities -> {
            NDArray probable = probabilities.apply(answers);
            assertThat(probable.getShape()).isEqualTo(answers.getShape());
            assertThat(probable.min().getFloat()).isPositive();
            assertThat(probable.max().getFloat()).isLessThanOrEqualTo(1);
        });
    }

    /** Equal seeds give equal answers of some samples, one after the other. */
    final float[] answers(int samples, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] answers = new float[Math.toIntExact(samples * answer().size())];
        for (int i = 0; i < answers.length; i++) {
            answers[i] = (float) random.nextDouble(-5, 5);
        }
        return answers;
    }

    /** Labels of which every fourth, or so, is not counted; null if the task has none. */
    final EncodedTensor labels(int samples, long seed) {
        Optional<TensorSpec> found = task().labels(answerSpec());
        if (found.isEmpty()) {
            return null;
        }
        TensorSpec spec = found.get();
        SplittableRandom random = new SplittableRandom(seed);
        int count = Math.toIntExact(samples * spec.elements());
        ByteBuffer data = ByteBuffer.allocate(count * spec.type().bytes()).order(ByteOrder.LITTLE_ENDIAN);
        while (data.hasRemaining()) {
            boolean isCounted = random.nextInt(4) > 0;
            if (spec.type() == TensorType.FP32) {
                data.putFloat(isCounted ? (float) random.nextDouble(-5, 5) : Float.NaN);
                continue;
            }
            int label = isCounted ? random.nextInt(task().largestLabel(answer()) + 1) : -1 - random.nextInt(100);
            if (spec.type() == TensorType.INT32) {
                data.putInt(label);
            } else {
                data.put((byte) label);
            }
        }
        return new EncodedTensor("labels", spec.type(), spec.batchShape(samples), data.flip(), null);
    }

    /** Returns answers of some samples, [N, ...]. */
    final NDArray array(float... answers) {
        return array(answer(), answers);
    }

    final NDArray array(Shape sample, float... answers) {
        return manager.create(answers, new Shape(answers.length / sample.size()).addAll(sample));
    }

    /** Returns labels as a task takes them; null if there are none. */
    private NDArray array(EncodedTensor tensor) {
        if (tensor == null) {
            return null;
        }
        RowBuffer rows = new RowBuffer();
        rows.append(tensor, 0, Math.toIntExact(tensor.samples()));
        return rows.toArray(manager).duplicate();
    }

    final NDManager manager() {
        return manager;
    }

    /** Returns the figures of answers, with labels of the task's own type or null. */
    final Map<Figure, Double> figures(NDArray student, NDArray teacher, NDArray labels) {
        return figures(task().tally(student, teacher, labels, CountedPlaces.ALL));
    }

    private Map<Figure, Double> figures(Tally tally) {
        return task().figures(tally);
    }

    private Tally tally(float[] student, float[] teacher, EncodedTensor labels) {
        return task().tally(array(student), array(teacher), array(labels), CountedPlaces.ALL);
    }

    private float value(Term term, float[] student, float[] teacher, EncodedTensor labels) {
        TrainingBatch batch = new TrainingBatch(SAMPLES, Map.of(), array(teacher), Map.of(), array(labels));
        return term.value(Map.of(Signature.LOGITS, array(student)), batch).getFloat();
    }

    private HoldoutFigures holdout(float[] student, float[] teacher, EncodedTensor labels) {
        HoldoutWindow window = new HoldoutWindow(2 * SAMPLES, task());
        List<EncodedTensor> inputs = List.of(tensor(EchoNetwork.INPUT, student));
        EncodedTensor logits = tensor(Signature.LOGITS, teacher);
        for (int sample = 0; sample < SAMPLES; sample++) {
            window.append(inputs, logits, labels, sample);
        }
        try (HoldoutLook look = window.look()) {
            return look.evaluate(new EchoNetwork(answer()), HoldoutEvaluation.NONE, manager)
                    .orElseThrow()
                    .figures();
        }
    }

    private EncodedTensor tensor(String name, float[] answers) {
        ByteBuffer data = ByteBuffer.allocate(answers.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float number : answers) {
            data.putFloat(number);
        }
        Shape shape = new Shape(answers.length / answer().size()).addAll(answer());
        return new EncodedTensor(name, TensorType.FP32, shape, data.flip(), null);
    }

    private float[] worse(float[] answers, Fault fault, long seed) {
        int width = Math.toIntExact(answer().size());
        float[] noise = answers(SAMPLES, seed);
        float[] worse = new float[answers.length];
        for (int i = 0; i < worse.length; i++) {
            worse[i] = switch (fault) {
                case NOISE -> answers[i] + 2 * noise[i];
                case SHIFTED_CLASSES -> answers[i - i % width + (i % width + classStride()) % width];
                case SAMPLES_IN_ANOTHER_ORDER -> answers[(i + width) % answers.length];
            };
        }
        return worse;
    }

    private static void requireSame(Map<Figure, Double> actual, Map<Figure, Double> expected) {
        assertThat(actual.keySet()).containsExactlyElementsOf(expected.keySet());
        expected.forEach((figure, value) ->
                assertThat(actual.get(figure)).as(figure.name()).isCloseTo(value, within(1e-5)));
    }
}
