package io.alambic.core.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.alambic.core.cost.logits.OutputTerm;
import io.alambic.core.model.Signature;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A teacher's logit of negative infinity against one so low that its probability is 0, whose value PyTorch's own losses give. */
class RuledOutClassesTest {

    private static final float OUT = Float.NEGATIVE_INFINITY;
    private static final float LOWEST = -1e30f;
    private static final int CLASSES = 4;
    private static final double RELATIVE = 1e-5;

    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    private record Result(float value, float[] gradient) {}

    @ParameterizedTest
    @ValueSource(strings = {"kl", "probabilities-mse", "decoupled(1, 8)", "decoupled(0.5, 0)", "decoupled(0, 2)"})
    void aRuledOutClassHasProbabilityZeroAndGradientsAreFinite(String term) {
        // When
        Result actual = evaluate(term, OUT, null);
        Result expected = evaluate(term, LOWEST, null);

        // Then
        requireSame(actual, expected);
    }

    @Test
    void aLabelThatTheTeacherRulesOutIsTakenAsThatClassAllTheSame() {
        // Given
        int[] labels = {1, 0, -1};

        // Then
        requireSame(evaluate("decoupled(1, 8)", OUT, labels), evaluate("decoupled(1, 8)", LOWEST, labels));
    }

    @ParameterizedTest
    @ValueSource(strings = {"kl", "probabilities-mse", "decoupled(1, 0)"})
    void aTeacherThatLeavesOneClassIsSure(String term) {
        // When
        Result actual = evaluate(term, null, 3, OUT, OUT, OUT, OUT, 1, OUT, OUT, 0, 1, 2, 3);

        // Then
        requireSame(actual, evaluate(term, null, 3, LOWEST, LOWEST, LOWEST, LOWEST, 1, LOWEST, LOWEST, 0, 1, 2, 3));
    }

    @Test
    void theOtherClassesSayNothingWhereAllOfThemAreRuledOut() {
        // Given
        float[] sure = {3, OUT, OUT, OUT, OUT, 1, OUT, OUT, OUT, OUT, OUT, 2};

        // Then
        requireSame(evaluate("decoupled(1, 8)", null, sure), evaluate("decoupled(1, 0)", null, sure));
    }

    @Test
    void onlyTermsOfProbabilitiesTakeRuledOutClasses() {
        assertThat(OutputTerm.parse("kl").takesRuledOutClasses()).isTrue();
        assertThat(OutputTerm.parse("decoupled(1, 8)").takesRuledOutClasses()).isTrue();
        assertThat(OutputTerm.parse("probabilities-mse").takesRuledOutClasses()).isTrue();
        assertThat(OutputTerm.parse("logits-mse").takesRuledOutClasses()).isFalse();
        assertThat(OutputTerm.parse("kl-standardized").takesRuledOutClasses()).isFalse();
        assertThat(OutputTerm.parse("relational-distance").takesRuledOutClasses())
                .isFalse();
    }

    private static void requireSame(Result actual, Result expected) {
        assertThat((double) actual.value())
                .isFinite()
                .isCloseTo(expected.value(), within(RELATIVE * Math.abs(expected.value())));
        for (int i = 0; i < expected.gradient().length; i++) {
            assertThat(actual.gradient()[i]).isFinite().isCloseTo(expected.gradient()[i], within((float) RELATIVE));
        }
    }

    /** One sample with one class ruled out, one with two, one with none. */
    private Result evaluate(String term, float out, int[] labels) {
        return evaluate(term, labels, 0.5f, out, 2, -1, 3, out, out, 1, 0, 1, 2, 3);
    }

    private Result evaluate(String term, int[] labels, float... taught) {
        float[] learned = {0.1f, 0.4f, -0.3f, 0.9f, 0.2f, 0.1f, -2, 0.5f, 1, 0.5f, 0, -1};
        NDArray student = manager.create(learned, new Shape(3, CLASSES));
        student.setRequiresGradient(true);
        NDArray teacher = manager.create(taught, new Shape(3, CLASSES));
        NDArray classes = labels == null ? null : manager.create(labels);
        TrainingBatch batch = new TrainingBatch(3, Map.of(), teacher, Map.of(), classes);
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            NDArray value =
                    OutputTerm.parse(term).at(new Temperature(2), null).value(Map.of(Signature.LOGITS, student), batch);
            collector.backward(value);
            return new Result(value.getFloat(), student.getGradient().toFloatArray());
        }
    }
}
