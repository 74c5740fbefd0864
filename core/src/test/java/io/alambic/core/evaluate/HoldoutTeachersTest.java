package io.alambic.core.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.alambic.core.figures.Figure;
import io.alambic.core.figures.HoldoutFigures;
import io.alambic.core.model.InferenceNetwork;
import io.alambic.core.model.Signature;
import io.alambic.core.task.Labels;
import io.alambic.core.task.Tasks;
import io.alambic.core.tensor.EncodedTensor;
import io.alambic.core.tensor.TensorType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whose answers networks are compared on while teachers change. The student answers what it is asked. */
class HoldoutTeachersTest {

    private static final float[] FIRST = {1, 0};
    private static final float[] SECOND = {0, 1};
    private static final String OLD = "teacher@1";
    private static final String NEW = "teacher@2";
    private static final int SEGMENT = 100;

    private final NDManager manager = NDManager.newBaseManager();
    private final HoldoutWindow window = new HoldoutWindow(4 * SEGMENT, Tasks.CLASSIFICATION);

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void theOldTeachersAnswersCountUntilTheNewOneHasSaidEnough() {
        // Given: the student agrees with the old teacher, and not with the new one
        append(OLD, FIRST, 250);

        // When
        append(NEW, SECOND, HoldoutWindow.ENOUGH - 1);

        // Then
        assertThat(window.isTeacherChanging()).isTrue();
        assertThat(window.teacher()).isEqualTo(OLD);
        assertThat(figures().value(Figure.AGREEMENT)).isEqualTo(1);

        // When
        append(NEW, SECOND, 1);

        // Then
        assertThat(window.isTeacherChanging()).isFalse();
        assertThat(window.teacher()).isEqualTo(NEW);
        assertThat(figures().samples()).isEqualTo(HoldoutWindow.ENOUGH);
        assertThat(figures().value(Figure.AGREEMENT)).isZero();
    }

    @Test
    void teachersThatTakeTurnsFillASegmentEach() {
        // When
        for (int turn = 0; turn < SEGMENT; turn++) {
            append(OLD, FIRST, 1);
            append(NEW, SECOND, 1);
        }

        // Then
        assertThat(window.samples()).isEqualTo(2 * SEGMENT);
        assertThat(figures().samples()).isEqualTo(SEGMENT);
    }

    @Test
    void manyStrangeNamesDoNotEmptyTheWindow() {
        // Given
        append(OLD, FIRST, 2 * SEGMENT);

        // When
        for (int stranger = 0; stranger < 100; stranger++) {
            append("stranger@" + stranger, SECOND, 1);
        }
        append(OLD, FIRST, 1);

        // Then
        assertThat(window.isTeacherChanging()).isFalse();
        assertThat(figures().samples()).isGreaterThanOrEqualTo(2 * SEGMENT);
        assertThat(figures().value(Figure.AGREEMENT)).isEqualTo(1);
    }

    @Test
    void aRestoredWindowKnowsItsTeachers() {
        // Given
        append(OLD, FIRST, 60);
        append(NEW, SECOND, 10);
        HoldoutWindow restored = new HoldoutWindow(4 * SEGMENT, Tasks.CLASSIFICATION);

        // When
        restored.restore(window.state(manager));

        // Then
        assertThat(restored.teacher()).isEqualTo(OLD);
        assertThat(restored.isTeacherChanging()).isTrue();
    }

    @Test
    void aSampleThatANetworkCannotAnswerCostsItsNeighboursNothing() {
        // Given
        append(OLD, FIRST, 7);
        FailingNetwork network = new FailingNetwork();
        window.append(
                OLD,
                List.of(tensor("x", new float[] {FailingNetwork.POISON, 0})),
                tensor("logits", FIRST),
                Labels.classes(List.of(-1)),
                0);

        // When
        HoldoutFigures figures = evaluate(network);

        // Then
        assertThat(figures.samples()).isEqualTo(8);
        assertThat(figures.value(Figure.AGREEMENT)).isEqualTo(7.0 / 8);
        assertThat(figures.value(Figure.KL)).isZero();
    }

    @Test
    void aNetworkThatAnswersNothingIsNotFinite() {
        // Given
        window.append(
                OLD,
                List.of(tensor("x", new float[] {FailingNetwork.POISON, 0})),
                tensor("logits", FIRST),
                Labels.classes(List.of(-1)),
                0);

        // Then
        assertThat(evaluate(new FailingNetwork()).value(Figure.KL)).isNaN();
    }

    /** Fails on a batch with one certain number, as an embedding does on an unknown token. */
    private record FailingNetwork(EchoNetwork others) implements InferenceNetwork {

        static final float POISON = 99;

        FailingNetwork() {
            this(new EchoNetwork(2));
        }

        @Override
        public Signature signature() {
            return others.signature();
        }

        @Override
        public Map<String, NDArray> forward(Map<String, NDArray> inputs) {
            if (inputs.get(EchoNetwork.INPUT).max().getFloat() == POISON) {
                throw new IllegalArgumentException("index out of range in self");
            }
            return others.forward(inputs);
        }

        @Override
        public void close() {}
    }

    private HoldoutFigures figures() {
        return evaluate(new EchoNetwork(2));
    }

    private HoldoutFigures evaluate(InferenceNetwork network) {
        try (HoldoutLook look = window.look()) {
            return look.evaluate(network, HoldoutEvaluation.NONE, manager)
                    .orElseThrow()
                    .figures();
        }
    }

    /** What the student answers is what it is asked; it is always asked the first. */
    private void append(String teacher, float[] answer, int samples) {
        for (int i = 0; i < samples; i++) {
            window.append(
                    teacher, List.of(tensor("x", FIRST)), tensor("logits", answer), Labels.classes(List.of(-1)), 0);
        }
    }

    private static EncodedTensor tensor(String name, float[] row) {
        ByteBuffer data = ByteBuffer.allocate(2 * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        data.putFloat(row[0]).putFloat(row[1]).flip();
        return new EncodedTensor(name, TensorType.FP32, new Shape(1, 2), data, null);
    }
}
