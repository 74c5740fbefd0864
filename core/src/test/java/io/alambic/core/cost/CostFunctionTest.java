package io.alambic.core.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.alambic.core.cost.feature.FeatureDistance;
import io.alambic.core.cost.feature.FeaturePair;
import io.alambic.core.cost.feature.FeatureTerm;
import io.alambic.core.cost.feature.MseDistance;
import io.alambic.core.cost.labels.LabelCrossEntropy;
import io.alambic.core.cost.logits.KlDivergence;
import io.alambic.core.model.Signature;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CostFunctionTest {

    private static final KlDivergence KL = new KlDivergence(new Temperature(1));

    private static final FeatureDistance MSE = new MseDistance();

    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void termsThatTheBatchCannotFeedAreLeftOut() {
        // Given
        CostFunction cost =
                new CostFunction(List.of(new WeightedTerm(0.5f, KL), new WeightedTerm(0.5f, new LabelCrossEntropy())));
        Map<String, NDArray> student = Map.of(Signature.LOGITS, manager.ones(new Shape(2, 3)));
        TrainingBatch labelsOnly = new TrainingBatch(2, Map.of(), null, Map.of(), manager.create(new int[] {0, 1}));

        // When
        Cost value = cost.evaluate(student, labelsOnly);

        // Then
        assertThat(value.terms()).containsOnlyKeys(TermName.LABEL);
        assertThat(value.total().getFloat()).isEqualTo(0.5f * (float) Math.log(3));
    }

    @Test
    void aBatchThatFeedsNoTermIsRefusedWithWhatItHas() {
        // Given
        CostFunction cost = new CostFunction(List.of(new WeightedTerm(1, KL)));
        TrainingBatch batch = new TrainingBatch(1, Map.of(), null, Map.of(), manager.create(new int[] {0}));

        // Then
        assertThatThrownBy(() -> cost.evaluate(Map.of(), batch))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no logits, no feature maps and labels");
    }

    @Test
    void aCostFunctionWithoutWeightOrWithATermTwiceIsRefused() {
        assertThatThrownBy(() -> new CostFunction(List.of(new WeightedTerm(0, KL))))
                .hasMessageContaining("nothing to learn from");
        assertThatThrownBy(() -> new CostFunction(List.of(new WeightedTerm(1, KL), new WeightedTerm(2, KL))))
                .hasMessageContaining("same name");
    }

    @Test
    void logitsOfAnotherShapeAreRefusedAndNotBroadcast() {
        // Given
        NDArray teacher = manager.ones(new Shape(1, 3));
        NDArray student = manager.ones(new Shape(2, 3));

        // Then
        assertThatThrownBy(() -> KL.between(teacher, student))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("(1, 3)", "(2, 3)");
    }

    @Test
    void featureMapsOfAnotherNumberOfSamplesAreRefusedAndNotBroadcast() {
        // Given
        FeatureTerm term = new FeatureTerm(List.of(new FeaturePair("t", "s", 1)), MSE, manager, 1, Map.of());
        Map<String, NDArray> student = Map.of("s", manager.ones(new Shape(2, 3, 4, 4)));
        term.value(student, maps(new Shape(2, 3, 4, 4)));

        // Then
        assertThatThrownBy(() -> term.value(student, maps(new Shape(1, 3, 4, 4))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("t", "(2, 3, 4, 4)", "(1, 3, 4, 4)");
    }

    @Test
    void aMapAndAVectorHaveNoProjector() {
        // Given
        FeatureTerm term = new FeatureTerm(List.of(new FeaturePair("t", "s", 1)), MSE, manager, 1, Map.of());

        // Then
        assertThatThrownBy(() -> term.value(Map.of("s", manager.ones(new Shape(2, 12))), maps(new Shape(2, 3, 2, 2))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("(12)", "(3, 2, 2)");
    }

    @Test
    void equalSeedsGiveEqualProjectorsAndPairsDiffer() {
        // When
        Map<String, NDArray> first = projectors(5);
        Map<String, NDArray> second = projectors(5);

        // Then
        assertThat(first).containsOnlyKeys("a-s.weight", "a-s.bias", "b-s.weight", "b-s.bias");
        assertThat(first.get("a-s.weight").toFloatArray())
                .isEqualTo(second.get("a-s.weight").toFloatArray())
                .isNotEqualTo(first.get("b-s.weight").toFloatArray())
                .isNotEqualTo(projectors(6).get("a-s.weight").toFloatArray());
    }

    @Test
    void aTeacherWhoseMapHasAnotherShapeGetsAProjectorOfItsOwnAndTheFirstStays() {
        // Given
        NDArray weight = manager.ones(new Shape(7, 3));
        Map<String, NDArray> restored = Map.of("t-s.weight", weight, "t-s.bias", manager.ones(new Shape(7)));
        FeatureTerm term = new FeatureTerm(List.of(new FeaturePair("t", "s", 1)), MSE, manager, 1, restored);

        // When
        term.value(Map.of("s", manager.ones(new Shape(2, 3))), maps(new Shape(2, 5)));

        // Then
        assertThat(term.learned()).containsOnlyKeys("t-s.weight", "t-s.bias", "t-s@5.weight", "t-s@5.bias");
        assertThat(term.learned().get("t-s@5.weight").getShape()).isEqualTo(new Shape(5, 3));
        assertThat(term.learned().get("t-s.weight").toFloatArray()).isEqualTo(weight.toFloatArray());
        assertThat(term.used()).containsOnlyKeys("t-s@5.weight", "t-s@5.bias");

        // When
        term.value(Map.of("s", manager.ones(new Shape(2, 3))), maps(new Shape(2, 7)));

        // Then
        assertThat(term.used()).containsOnlyKeys("t-s.weight", "t-s.bias");
    }

    @Test
    void mapsOfTheSameShapeUseNoProjector() {
        // Given
        FeatureTerm term = new FeatureTerm(List.of(new FeaturePair("t", "s", 1)), MSE, manager, 1, Map.of());

        // When
        term.value(Map.of("s", manager.ones(new Shape(2, 3))), maps(new Shape(2, 3)));

        // Then
        assertThat(term.learned()).isEmpty();
        assertThat(term.used()).isEmpty();
    }

    @Test
    void aProjectorThatWouldFillTheMemoryIsRefused() {
        assertThatThrownBy(() -> MSE.requireComparable(new Shape(64), new Shape(4_000_000)))
                .hasMessageContaining("more than 67108864 weights");
        assertThatThrownBy(() -> MSE.requireComparable(new Shape(64, 3), new Shape(4_000_000, 3)))
                .hasMessageContaining("more than 67108864 weights");
    }

    @ParameterizedTest
    @ValueSource(floats = {0, -1, Float.NaN, Float.POSITIVE_INFINITY})
    void temperatureThatIsNoneIsRefused(float value) {
        assertThatThrownBy(() -> new Temperature(value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(Float.toString(value));
    }

    private Map<String, NDArray> projectors(long seed) {
        FeatureTerm term = new FeatureTerm(
                List.of(new FeaturePair("a", "s", 1), new FeaturePair("b", "s", 1)), MSE, manager, seed, Map.of());
        NDArray target = manager.ones(new Shape(2, 5, 4, 4));
        term.value(
                Map.of("s", manager.ones(new Shape(2, 3, 4, 4))),
                new TrainingBatch(2, Map.of(), null, Map.of("a", target, "b", target), null));
        return term.learned();
    }

    private TrainingBatch maps(Shape shape) {
        return new TrainingBatch(2, Map.of(), null, Map.of("t", manager.ones(shape)), null);
    }
}
