package io.alambic.core.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.alambic.core.cost.feature.FeatureDistance;
import io.alambic.core.cost.feature.FeaturePair;
import io.alambic.core.cost.feature.FeatureTerm;
import io.alambic.core.cost.feature.FeatureView;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeTry;

/** Laws that hold for views whatever the map. */
class FeatureViewPropertyTest {

    private static final int TRIES = 100;
    private static final int[] OTHER_END = {0, 2, 1};

    private NDManager manager;

    @BeforeTry
    void open() {
        manager = NDManager.newBaseManager();
    }

    @AfterTry
    void close() {
        manager.close();
    }

    @Property(tries = TRIES)
    void tokensAreSeenAsTheyWereAfterBothWays(
            @ForAll @IntRange(min = 1, max = 9) int places,
            @ForAll @IntRange(min = 1, max = 9) int width,
            @ForAll long seed) {
        // Given
        Shape tokens = new Shape(places, width);
        NDArray map = random(seed, 2, tokens);

        // When
        NDArray seen = FeatureView.TOKENS.of(map);

        // Then
        assertThat(seen.getShape()).isEqualTo(new Shape(2).addAll(FeatureView.TOKENS.of(tokens)));
        assertThat(FeatureView.TOKENS.of(FeatureView.TOKENS.of(tokens))).isEqualTo(tokens);
        assertThat(FeatureView.TOKENS.of(seen).toFloatArray()).isEqualTo(map.toFloatArray());
        assertThat(FeatureView.SERIES.of(map)).isSameAs(map);
    }

    @Property(tries = TRIES)
    void aGridKeepsEveryTokenInItsPlaceAndLeavesTheClassTokenOut(
            @ForAll @IntRange(min = 1, max = 5) int side,
            @ForAll @IntRange(min = 1, max = 6) int width,
            @ForAll boolean classToken,
            @ForAll long seed) {
        // Given: a map, and its places as tokens
        NDArray map = random(seed, 3, new Shape(width, side, side));
        NDArray places = map.reshape(3, width, (long) side * side).transpose(OTHER_END);
        NDArray tokens =
                classToken ? NDArrays.concat(new NDList(manager.ones(new Shape(3, 1, width)), places), 1) : places;

        // When
        NDArray seen = FeatureView.GRID.of(tokens);

        // Then
        assertThat(FeatureView.GRID.of(tokens.getShape().slice(1)))
                .isEqualTo(map.getShape().slice(1));
        assertThat(seen.getShape()).isEqualTo(map.getShape());
        assertThat(seen.toFloatArray()).isEqualTo(map.toFloatArray());
    }

    @Property(tries = TRIES)
    void gradientsFlowToEveryNumberThatIsSeen(
            @ForAll @IntRange(min = 1, max = 4) int side,
            @ForAll @IntRange(min = 1, max = 4) int width,
            @ForAll FeatureView view,
            @ForAll long seed) {
        // Given: a class token that a grid leaves out
        NDArray map = random(seed, 2, new Shape(1 + side * side, width));
        map.setRequiresGradient(true);
        NDArray factors = random(seed + 1, 2, view.of(map.getShape().slice(1)));

        // When
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            collector.backward(view.of(map).mul(factors).sum());
        }

        // Then: the gradient of a number is its factor
        NDArray gradient = map.getGradient();
        assertThat(view.of(gradient).toFloatArray()).isEqualTo(factors.toFloatArray());
        if (view == FeatureView.GRID) {
            assertThat(gradient.get(new NDIndex(":, 0")).toFloatArray()).containsOnly(0);
        }
    }

    @Property(tries = TRIES)
    void theOrderOfTheSamplesDoesNotMatter(
            @ForAll @IntRange(min = 2, max = 6) int samples,
            @ForAll @IntRange(min = 1, max = 3) int side,
            @ForAll @IntRange(min = 0, max = 4) int distance,
            @ForAll long seed) {
        // Given
        String name = List.of("mse", "cosine", "attention", "relational-distance", "relational-angle")
                .get(distance);
        NDArray order = order(samples, seed);
        NDArray teacher = random(seed, samples, new Shape(1 + side * side, 6));
        NDArray student = random(seed + 1, samples, new Shape(4, 3, 3));

        // When
        double permuted = value(name, teacher.get(order), student.get(order));

        // Then
        double value = value(name, teacher, student);
        assertThat(permuted).isCloseTo(value, within(1e-5 * value + 1e-6));
    }

    private double value(String distance, NDArray teacher, NDArray student) {
        FeatureTerm term = new FeatureTerm(
                List.of(FeaturePair.parse("t@grid:s")), FeatureDistance.named(distance), manager, 7, Map.of());
        int samples = (int) teacher.getShape().get(0);
        TrainingBatch batch = new TrainingBatch(samples, Map.of(), null, Map.of("t", teacher), null);
        return term.value(Map.of("s", student), batch).getFloat();
    }

    private NDArray random(long seed, int samples, Shape sample) {
        SplittableRandom random = new SplittableRandom(seed);
        Shape shape = new Shape(samples).addAll(sample);
        float[] values = new float[(int) shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextDouble(-5, 5);
        }
        return manager.create(values, shape);
    }

    private NDArray order(int samples, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        long[] order = new long[samples];
        for (int i = 0; i < order.length; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return manager.create(order);
    }
}
