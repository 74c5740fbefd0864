package io.alambic.core.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.alambic.core.bucket.Buckets;
import io.alambic.core.bucket.CountedPlaces;
import io.alambic.core.cost.feature.FeatureDistance;
import io.alambic.core.cost.feature.FeaturePair;
import io.alambic.core.cost.feature.FeatureTerm;
import io.alambic.core.cost.feature.ProjectorWeights;
import io.alambic.core.cost.logits.AnswerProjector;
import io.alambic.core.cost.logits.OutputTerm;
import io.alambic.core.cost.logits.TeacherVariance;
import io.alambic.core.cost.logits.TermState;
import io.alambic.core.figures.Figure;
import io.alambic.core.model.Signature;
import io.alambic.core.task.Task;
import io.alambic.core.task.Tasks;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.core.tensor.TensorType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeTry;

/**
 * Padding has no part in any term, gradient or figure. A batch of padded series costs what its places cost as one series without any
 * padding, whatever stands behind the series.
 */
class OpenPlacesPropertyTest {

    private static final int TRIES = 25;
    private static final int CHANNELS = 3;
    private static final int TEACHER_CHANNELS = 4;
    private static final float TOLERANCE = 2e-5f;

    private NDManager manager;

    /**
     * Series of one batch.
     *
     * @param sizes number of times of each
     * @param padding times behind the longest
     * @param channelsLast whether a series is [T, C]; else [C, T]
     * @param seed of its numbers
     */
    record Series(List<Integer> sizes, int padding, boolean channelsLast, long seed) {

        int largest() {
            return sizes.stream().mapToInt(Integer::intValue).max().orElseThrow() + padding;
        }

        int places() {
            return sizes.stream().mapToInt(Integer::intValue).sum();
        }

        String task() {
            return channelsLast ? "dense-channels-last" : "dense";
        }
    }

    @Provide
    Arbitrary<Series> series() {
        return Combinators.combine(
                        Arbitraries.integers().between(1, 5).list().ofMinSize(1).ofMaxSize(4),
                        Arbitraries.integers().between(0, 4),
                        Arbitraries.of(true, false),
                        Arbitraries.longs())
                .as(Series::new);
    }

    @BeforeTry
    void open() {
        manager = NDManager.newBaseManager();
    }

    @AfterTry
    void close() {
        manager.close();
    }

    @Property(tries = TRIES)
    void termsOfPlacesSeeNoPadding(@ForAll("series") Series series, @ForAll("terms") String choice) {
        // Given
        Task task = Tasks.named(series.task());
        Signature open = signature(series, CHANNELS);

        // When
        Term term = task.output(OutputTerm.parse(choice), new Temperature(2), state(open));
        Term whole = task.output(OutputTerm.parse(choice), new Temperature(2), state(signature(null, CHANNELS)));

        // Then
        requireSame(
                series,
                backward(term, padded(series, 1, CHANNELS), batch(series, padded(series, 2, CHANNELS), null)),
                backward(whole, joined(series, 1, CHANNELS), oneBatch(joined(series, 2, CHANNELS), null)));
    }

    @Provide
    Arbitrary<String> terms() {
        return Arbitraries.of("kl", "logits-mse", "probabilities-mse", "decoupled(1, 2)");
    }

    @Property(tries = TRIES)
    void labelsOfPaddingDoNotCount(@ForAll("series") Series series) {
        // Given
        Task task = Tasks.named(series.task());
        Term term =
                task.label(OutputTerm.KL, state(signature(series, CHANNELS))).orElseThrow();
        Term whole = task.label(OutputTerm.KL, state(signature(null, CHANNELS))).orElseThrow();

        // Then
        requireSame(
                series,
                backward(term, padded(series, 1, CHANNELS), batch(series, null, paddedLabels(series))),
                backward(whole, joined(series, 1, CHANNELS), oneBatch(null, joinedLabels(series))));
    }

    @Property(tries = TRIES)
    void distancesOfPlacesSeeNoPadding(@ForAll("series") Series series, @ForAll("distances") String distance) {
        // Given
        NDArray own = padded(series, 1, CHANNELS);
        NDArray target = padded(series, 2, TEACHER_CHANNELS);

        // When
        FeatureTerm term = features(series, distance);
        Result result = backward(term, own, mapBatch(series, target));

        // Then
        FeaturePair pair =
                FeaturePair.parse(series.channelsLast() ? "t@tokens:logits@tokens" : "t@series:logits@series");
        Result expected = backward(
                new FeatureTerm(List.of(pair), FeatureDistance.named(distance), manager, 1, Map.of()),
                joined(series, 1, CHANNELS),
                new TrainingBatch(1, Map.of(), null, Map.of("t", joined(series, 2, TEACHER_CHANNELS)), null));
        requireSame(series, result, expected);
    }

    private FeatureTerm features(Series series, String distance) {
        Signature student = signature(series, CHANNELS);
        FeaturePair pair = FeaturePair.parse("t:logits").seen(student.output(Signature.LOGITS));
        return new FeatureTerm(List.of(pair), FeatureDistance.named(distance), manager, 1, Map.of(), student);
    }

    /** The padding of a pass is 0, see {@link io.alambic.core.model.BucketedNetwork}. */
    @Property(tries = TRIES)
    void distancesOfWholeMapsDoNotDependOnThePadding(
            @ForAll("series") Series series, @ForAll("wholes") String distance) {
        // Given
        Series more = new Series(series.sizes(), series.padding() + 3, series.channelsLast(), series.seed());

        // When
        Result result = backward(
                features(series, distance),
                cleared(series, padded(series, 1, CHANNELS)),
                mapBatch(series, cleared(series, padded(series, 2, CHANNELS))));
        Result padded = backward(
                features(more, distance),
                cleared(more, padded(more, 1, CHANNELS)),
                mapBatch(more, cleared(more, padded(more, 2, CHANNELS))));

        // Then
        assertThat(padded.value()).isCloseTo(result.value(), within(TOLERANCE));
        requireEqual(places(more, padded.gradient()), places(series, result.gradient()));
    }

    @Provide
    Arbitrary<String> distances() {
        return Arbitraries.of("mse", "cosine");
    }

    @Provide
    Arbitrary<String> wholes() {
        return Arbitraries.of("attention", "relational-distance", "relational-angle", "info-nce(0.5)");
    }

    @Property(tries = TRIES)
    void figuresSeeNoPadding(@ForAll("series") Series series) {
        // Given
        Task task = Tasks.named(series.task());
        Signature open = signature(series, CHANNELS);

        // When
        Map<Figure, Double> figures = task.figures(task.tally(
                padded(series, 1, CHANNELS),
                padded(series, 2, CHANNELS),
                paddedLabels(series),
                open.counted(Signature.LOGITS, sizes(series))));

        // Then
        Map<Figure, Double> expected = task.figures(task.tally(
                joined(series, 1, CHANNELS), joined(series, 2, CHANNELS), joinedLabels(series), CountedPlaces.ALL));
        assertThat(figures.keySet()).isEqualTo(expected.keySet());
        figures.forEach(
                (figure, value) -> assertThat(value).as(figure.name()).isCloseTo(expected.get(figure), within(1e-5)));
    }

    @Property(tries = TRIES)
    void answersAreAlikeWhateverTheirPaddingHolds(@ForAll("series") Series series) {
        // Given
        NDArray own = padded(series, 1, CHANNELS);
        NDArray other = own.add(padded(series, 3, CHANNELS).mul(padding(series)));
        Signature open = signature(series, CHANNELS);

        // When
        boolean[] alike = Tasks.named(series.task())
                .alikeness()
                .orElseThrow()
                .of(own, other, open.counted(Signature.LOGITS, sizes(series)));

        // Then
        assertThat(alike).hasSize(series.sizes().size()).containsOnly(true);
    }

    private TermState state(Signature student) {
        return new TermState(
                new TeacherVariance(manager, Map.of()),
                new AnswerProjector(new ProjectorWeights(manager, 1, Map.of())),
                student.mask(Signature.LOGITS));
    }

    /** Returns a student whose answers are open; fixed for no series. */
    private static Signature signature(Series series, int channels) {
        if (series == null) {
            TensorSpec fixed = new TensorSpec(Signature.LOGITS, TensorType.FP32, new Shape(1, channels));
            return new Signature(List.of(), List.of(fixed));
        }
        boolean last = series.channelsLast();
        TensorSpec open = new TensorSpec(
                Signature.LOGITS,
                TensorType.FP32,
                last ? new Shape(series.largest(), channels) : new Shape(channels, series.largest()),
                last ? List.of("T", "") : List.of("", "T"));
        return new Signature(List.of(), List.of(open), Optional.of(Buckets.parse("T=" + series.largest(), "")));
    }

    private Map<String, NDArray> sizes(Series series) {
        int[] sizes = series.sizes().stream().mapToInt(Integer::intValue).toArray();
        return Map.of(Buckets.SIZES, manager.create(sizes, new Shape(sizes.length, 1)));
    }

    private TrainingBatch batch(Series series, NDArray teacher, NDArray labels) {
        return new TrainingBatch(series.sizes().size(), sizes(series), teacher, Map.of(), labels);
    }

    private TrainingBatch mapBatch(Series series, NDArray map) {
        return new TrainingBatch(series.sizes().size(), sizes(series), null, Map.of("t", map), null);
    }

    private static TrainingBatch oneBatch(NDArray teacher, NDArray labels) {
        return new TrainingBatch(1, Map.of(), teacher, Map.of(), labels);
    }

    /** Numbers of every place, those of padding included: [N, T, C] or [N, C, T]. */
    private NDArray padded(Series series, int salt, int channels) {
        return inLayout(
                series,
                numbers(series, salt, channels, size -> series.largest())
                        .reshape(series.sizes().size(), series.largest(), channels));
    }

    /** The places that count as one series, [1, M, C] or [1, C, M]. */
    private NDArray joined(Series series, int salt, int channels) {
        return inLayout(series, numbers(series, salt, channels, size -> size).reshape(1, series.places(), channels));
    }

    private static NDArray inLayout(Series series, NDArray channelsLast) {
        return series.channelsLast() ? channelsLast : channelsLast.transpose(0, 2, 1);
    }

    /** Equal places have equal numbers, however many are taken of a sample. */
    private NDArray numbers(Series series, int salt, int channels, IntFunction<Integer> taken) {
        int places = series.sizes().stream().mapToInt(taken::apply).sum();
        float[] numbers = new float[places * channels];
        int next = 0;
        for (int sample = 0; sample < series.sizes().size(); sample++) {
            SplittableRandom random = new SplittableRandom(series.seed() + 31L * salt + 1009L * sample);
            for (int i = 0; i < taken.apply(series.sizes().get(sample)) * channels; i++) {
                numbers[next++] = (float) random.nextDouble(-2, 2);
            }
        }
        return manager.create(numbers);
    }

    private NDArray paddedLabels(Series series) {
        return classes(numbers(series, 9, 1, size -> series.largest()))
                .reshape(series.sizes().size(), series.largest());
    }

    private NDArray joinedLabels(Series series) {
        return classes(numbers(series, 9, 1, size -> size)).reshape(1, series.places());
    }

    /** Classes -1, which is none, to 2. */
    private static NDArray classes(NDArray numbers) {
        return numbers.add(1).floor().toType(DataType.INT32, false);
    }

    private NDArray cleared(Series series, NDArray map) {
        return map.mul(padding(series).neg().add(1));
    }

    /** 1 at the places that are padding, [N, T, 1] or [N, 1, T]. */
    private NDArray padding(Series series) {
        int samples = series.sizes().size();
        float[] padding = new float[samples * series.largest()];
        for (int i = 0; i < padding.length; i++) {
            padding[i] = i % series.largest() < series.sizes().get(i / series.largest()) ? 0 : 1;
        }
        return inLayout(series, manager.create(padding, new Shape(samples, series.largest(), 1)));
    }

    /** The rows of the places that count, [M, C]. */
    private NDArray places(Series series, NDArray array) {
        CountedPlaces counted = signature(series, CHANNELS).counted(Signature.LOGITS, sizes(series));
        return counted.of(PerPlace.rows(array, series.channelsLast()), series.channelsLast() ? 1 : 0);
    }

    private void requireSame(Series series, Result padded, Result joined) {
        assertThat(padded.value()).isCloseTo(joined.value(), within(TOLERANCE));
        requireEqual(places(series, padded.gradient()), PerPlace.rows(joined.gradient(), series.channelsLast()));
        assertThat(padded.gradient().mul(padding(series)).abs().sum().getFloat())
                .isZero();
    }

    private static void requireEqual(NDArray actual, NDArray expected) {
        assertThat(actual.getShape()).isEqualTo(expected.getShape());
        assertThat(actual.toFloatArray()).containsExactly(expected.toFloatArray(), within(TOLERANCE));
    }

    private record Result(float value, NDArray gradient) {}

    private static Result backward(Term term, NDArray student, TrainingBatch batch) {
        NDArray leaf = student.duplicate();
        leaf.setRequiresGradient(true);
        Map<String, NDArray> outputs = new LinkedHashMap<>();
        outputs.put(Signature.LOGITS, leaf);
        try (GradientCollector collector = leaf.getManager().getEngine().newGradientCollector()) {
            NDArray value = term.value(outputs, batch);
            collector.backward(value);
            return new Result(value.getFloat(), leaf.getGradient().duplicate());
        }
    }
}
