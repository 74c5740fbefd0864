package io.alambic.core.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.alambic.core.cost.feature.AttentionDistance;
import io.alambic.core.cost.feature.FeatureDistance;
import io.alambic.core.cost.feature.FeaturePair;
import io.alambic.core.cost.feature.FeatureTerm;
import io.alambic.core.cost.feature.RelationalDistance;
import io.alambic.core.cost.logits.DecoupledKd;
import io.alambic.core.cost.logits.OutputTerm;
import io.alambic.core.model.Signature;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a formula divides by nothing, and what is refused. */
class TermEdgeTest {

    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"relational-distance", "relational-angle", "info-nce(0.1)"})
    void whatComparesSamplesWithEachOtherCostsNothingForOneSample(String name) {
        // Given
        NDArray student = leaf(new float[] {1, 2, 3}, new Shape(1, 3));

        // When
        float value = backward(name, student, manager.ones(new Shape(1, 3)));

        // Then
        assertThat(value).isZero();
        assertThat(student.getGradient().toFloatArray()).containsOnly(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"relational-distance", "relational-angle"})
    void samplesThatAreTheSameHaveFiniteGradients(String name) {
        // Given: the first two samples are one, and in the second batch all are
        NDArray some = leaf(new float[] {3, 4, 3, 4, 0, 1, 7, 2}, new Shape(4, 2));
        NDArray all = leaf(new float[] {3, 4, 3, 4, 3, 4, 3, 4}, new Shape(4, 2));
        NDArray teacher = manager.create(new float[] {1, 0, 0, 1, 5, 5, 2, 9}, new Shape(4, 2));

        // When
        float value = backward(name, some, teacher);
        float collapsed = backward(name, all, teacher);

        // Then
        assertThat(value).isPositive().isFinite();
        assertThat(collapsed).isPositive().isFinite();
        assertThat(some.getGradient().toFloatArray()).doesNotContain(Float.NaN);
        assertThat(all.getGradient().toFloatArray()).containsOnly(0);
    }

    @Test
    void aVectorWithoutDirectionIsHalfAwayFromAnyAndGetsNoGradient() {
        // Given: of three vectors of the student, two are zero; the teacher's third is zero too
        NDArray student = leaf(new float[] {3, 4, 0, 0, 0, 0}, new Shape(3, 2));
        NDArray teacher = manager.create(new float[] {3, 4, 1, 0, 0, 0}, new Shape(3, 2));

        // When
        float value = backward("cosine", student, teacher);

        // Then
        assertThat(value).isCloseTo(0.5f / 3, within(1e-7f));
        assertThat(student.getGradient().toFloatArray()).containsOnly(0);
    }

    @Test
    void aSampleWithoutDirectionIsAsFarFromEveryOtherAndGetsNoGradient() {
        // Given: every sample of the student is zero
        NDArray student = leaf(new float[8], new Shape(4, 2));

        // When
        float value = backward(
                "info-nce(0.1)", student, manager.create(new float[] {1, 0, 0, 1, 5, 5, 0, 0}, new Shape(4, 2)));

        // Then
        assertThat(value).isCloseTo((float) Math.log(4), within(1e-6f));
        assertThat(student.getGradient().toFloatArray()).containsOnly(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"info-nce", "info-nce(0)", "info-nce(-1)", "info-nce(NaN)", "info-nce(1, 2)", "mse(1)"})
    void aDistanceWithWrongNumbersIsRefused(String text) {
        assertThatThrownBy(() -> FeatureDistance.named(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aMapThatIsNowhereActiveGetsNoGradient() {
        // Given
        NDArray student = leaf(new float[8], new Shape(1, 2, 2, 2));

        // When
        float value = backward("attention", student, manager.ones(new Shape(1, 3, 2, 2)));

        // Then
        assertThat(value).isCloseTo(1, within(1e-6f));
        assertThat(student.getGradient().toFloatArray()).containsOnly(0);
    }

    @Test
    void distancesThatProjectNothingLearnNothing() {
        // Given
        FeatureTerm term =
                new FeatureTerm(List.of(new FeaturePair("t", "s", 2)), new AttentionDistance(), manager, 1, Map.of());
        TrainingBatch batch =
                new TrainingBatch(2, Map.of(), null, Map.of("t", manager.ones(new Shape(2, 5, 4, 4))), null);

        // When
        NDArray value = term.value(Map.of("s", manager.ones(new Shape(2, 3, 8, 8))), batch);

        // Then
        assertThat(value.getFloat()).isCloseTo(0, within(1e-6f));
        assertThat(term.learned()).isEmpty();
    }

    @Test
    void batchesOfAnotherSizeAreRefusedAndNotBroadcast() {
        // Given
        FeatureTerm term =
                new FeatureTerm(List.of(new FeaturePair("t", "s", 1)), new RelationalDistance(), manager, 1, Map.of());
        TrainingBatch batch = new TrainingBatch(2, Map.of(), null, Map.of("t", manager.ones(new Shape(2, 5))), null);

        // Then
        assertThatThrownBy(() -> term.value(Map.of("s", manager.ones(new Shape(1, 5))), batch))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("t-s", "(2, 5)", "(1, 5)");
    }

    @Test
    void attentionOfVectorsOrOfBoxesOfAnotherSizeIsRefused() {
        // Given
        AttentionDistance attention = new AttentionDistance();

        // Then
        assertThatThrownBy(() -> attention.between(manager.ones(new Shape(2, 5)), manager.ones(new Shape(2, 5))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[C, ...]");
        assertThatThrownBy(() -> attention.between(
                        manager.ones(new Shape(2, 5, 3, 3, 7)), manager.ones(new Shape(2, 5, 3, 3, 8))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("(5, 3, 3, 7)", "(5, 3, 3, 8)");
        assertThat(attention
                        .between(manager.ones(new Shape(2, 5, 3, 3, 7)), manager.ones(new Shape(2, 4, 3, 3, 7)))
                        .getFloat())
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "KLD", "kl(1)", "decoupled", "decoupled(1)", "decoupled(-1, 8)", "decoupled(0, 0)"})
    void outputTermThatIsNoneIsRefused(String text) {
        assertThatThrownBy(() -> OutputTerm.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void featureDistanceThatIsNoneIsRefusedWithThoseThatAre() {
        assertThatThrownBy(() -> FeatureDistance.named("hint"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("hint", "mse", "cosine", "attention", "relational-distance");
    }

    @Test
    void oneClassHasNothingToDecouple() {
        // Given
        NDArray logits = manager.ones(new Shape(2, 1));
        TrainingBatch batch = new TrainingBatch(2, Map.of(), logits, Map.of(), null);
        Term term = new DecoupledKd(new Temperature(1), 1, 8);

        // Then
        assertThatThrownBy(() -> term.value(Map.of(Signature.LOGITS, logits), batch))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least 2 classes");
    }

    private NDArray leaf(float[] values, Shape shape) {
        NDArray array = manager.create(values, shape);
        array.setRequiresGradient(true);
        return array;
    }

    private static float backward(String distance, NDArray student, NDArray teacher) {
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            NDArray value = FeatureDistance.named(distance).between(student, teacher);
            collector.backward(value);
            return value.getFloat();
        }
    }
}
