package io.alambic.core.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.alambic.core.figures.Figure;
import io.alambic.core.figures.HoldoutFigures;
import io.alambic.core.task.Labels;
import io.alambic.core.task.Tasks;
import io.alambic.core.tensor.EncodedTensor;
import io.alambic.core.tensor.Quantization;
import io.alambic.core.tensor.TensorType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HoldoutWindowTest {

    private static final float[] FIRST = {1, 0};
    private static final float[] SECOND = {0, 1};
    private static final int UNLABELLED = -1;

    private final NDManager manager = NDManager.newBaseManager();
    private final EchoNetwork student = new EchoNetwork(2);
    private final HoldoutWindow window = new HoldoutWindow(8, Tasks.CLASSIFICATION);

    @AfterEach
    void close() {
        manager.close();
    }

    private Optional<HoldoutFigures> figures(HoldoutWindow holdout) {
        return evaluation(holdout, HoldoutEvaluation.NONE).map(HoldoutEvaluation::figures);
    }

    private Optional<HoldoutEvaluation> evaluation(HoldoutWindow holdout, HoldoutEvaluation known) {
        try (HoldoutLook look = holdout.look()) {
            return look.evaluate(student, known, manager);
        }
    }

    @Test
    void emptyWindowHasNoFigures() {
        assertThat(window.samples()).isZero();
        assertThat(figures(window)).isEmpty();
    }

    @Test
    void figuresAreMeansOverTheSamples() {
        // Given: two agree; of the three with a label two are right
        append(FIRST, FIRST, 0);
        append(FIRST, SECOND, 0);
        append(SECOND, FIRST, 0);
        append(SECOND, SECOND, UNLABELLED);

        // When
        HoldoutFigures figures = figures(window).orElseThrow();

        // Then: KL of softmax(1, 0) from softmax(0, 1) is p − q, here tanh(1/2)
        assertThat(figures.samples()).isEqualTo(4);
        assertThat(figures.value(Figure.AGREEMENT)).isEqualTo(0.5);
        assertThat(figures.value(Figure.ACCURACY)).isEqualTo(2.0 / 3);
        assertThat(figures.value(Figure.KL)).isCloseTo(Math.tanh(0.5) / 2, within(1e-6));
    }

    @Test
    void othersGoFirstBeforeEachPass() {
        // Given: segments of two, three of them begun
        AtomicInteger asked = new AtomicInteger();
        HoldoutWindow shared = new HoldoutWindow(8, Tasks.CLASSIFICATION, asked::incrementAndGet);
        for (int sample = 0; sample < 5; sample++) {
            append(shared, FIRST, FIRST, UNLABELLED);
        }

        // When
        Optional<HoldoutFigures> figures = figures(shared);

        // Then
        assertThat(asked).hasValue(3);
        assertThat(figures.orElseThrow().samples()).isEqualTo(5);
    }

    @Test
    void accuracyIsUnknownWhereNoSampleHasALabel() {
        // Given
        append(FIRST, FIRST, UNLABELLED);

        // Then
        assertThat(figures(window).orElseThrow().value(Figure.ACCURACY)).isNaN();
    }

    @Test
    void divergenceCountsTheSampleOnceWhateverSegmentItIsIn() {
        // Given: segments of two, the last of them half full
        append(FIRST, FIRST, UNLABELLED);
        append(FIRST, FIRST, UNLABELLED);
        append(FIRST, SECOND, UNLABELLED);

        // Then
        assertThat(figures(window).orElseThrow().value(Figure.KL)).isCloseTo(Math.tanh(0.5) / 3, within(1e-6));
    }

    @Test
    void oldSamplesLeaveBySegmentsAndTheNewestStay() {
        // Given
        for (int i = 1; i <= 8; i++) {
            append(FIRST, SECOND, UNLABELLED);
            assertThat(window.samples()).isEqualTo(i);
        }

        // When: the ninth sample takes the place of the first two
        append(FIRST, FIRST, UNLABELLED);

        // Then
        assertThat(window.samples()).isEqualTo(7);
        assertThat(figures(window).orElseThrow().value(Figure.AGREEMENT)).isEqualTo(1.0 / 7);
        for (int i = 0; i < 20; i++) {
            append(FIRST, FIRST, UNLABELLED);
            assertThat(window.samples()).isBetween(7, 8);
        }
        assertThat(figures(window).orElseThrow().value(Figure.AGREEMENT)).isEqualTo(1);
    }

    @Test
    void onlyWhatCameSinceIsAskedAgain() {
        // Given: four segments of two
        HoldoutEvaluation known = HoldoutEvaluation.NONE;
        for (int i = 1; i <= 30; i++) {
            append(FIRST, i % 3 == 0 ? SECOND : FIRST, i % 2);
            long before = student.asked();

            // When
            known = evaluation(window, known).orElseThrow();

            // Then
            assertThat(student.asked() - before).isEqualTo(1);
            HoldoutFigures all = figures(window).orElseThrow();
            assertThat(known.figures().samples()).isEqualTo(all.samples());
            assertThat(known.figures().value(Figure.AGREEMENT)).isEqualTo(all.value(Figure.AGREEMENT));
            assertThat(known.figures().value(Figure.ACCURACY)).isEqualTo(all.value(Figure.ACCURACY));
            assertThat(known.figures().value(Figure.KL)).isCloseTo(all.value(Figure.KL), within(1e-6));
        }
    }

    @Test
    void passesHaveAPowerOfTwoOfSamples() {
        // Given: one segment of 64, filled to 43
        HoldoutWindow large = new HoldoutWindow(256, Tasks.CLASSIFICATION);
        for (int i = 0; i < 43; i++) {
            append(large, FIRST, i < 40 ? FIRST : SECOND, UNLABELLED);
        }

        // When
        HoldoutFigures figures = figures(large).orElseThrow();

        // Then
        assertThat(student.passes()).containsExactly(32L, 8L, 2L, 1L);
        assertThat(figures.value(Figure.AGREEMENT)).isEqualTo(40.0 / 43);
    }

    @Test
    void sampleIsCopiedFromItsRowOfTheRecord() {
        // Given
        EncodedTensor inputs = tensor("x", FIRST, SECOND);
        EncodedTensor logits = tensor("logits", FIRST, FIRST);

        // When
        window.append(List.of(inputs), logits, Labels.classes(List.of(UNLABELLED, 1)), 1);
        inputs.data().putFloat(8, 9);

        // Then
        HoldoutFigures figures = figures(window).orElseThrow();
        assertThat(figures.samples()).isEqualTo(1);
        assertThat(figures.value(Figure.AGREEMENT)).isZero();
        assertThat(figures.value(Figure.ACCURACY)).isEqualTo(1);
    }

    @Test
    void encodingMayChangeFromOneRecordToTheNext() {
        // Given
        append(FIRST, FIRST, UNLABELLED);
        EncodedTensor half = new EncodedTensor(
                "logits",
                TensorType.FP16,
                new Shape(1, 2),
                ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putShort(2, (short) 0x3C00),
                null);

        // When
        window.append(List.of(tensor("x", FIRST)), half, Labels.classes(List.of(UNLABELLED)), 0);

        // Then
        HoldoutFigures figures = figures(window).orElseThrow();
        assertThat(figures.samples()).isEqualTo(2);
        assertThat(figures.value(Figure.AGREEMENT)).isEqualTo(0.5);
    }

    @Test
    void studentThatIsNotFiniteIsRejectedByItsFigures() {
        // Given
        append(new float[] {Float.NaN, 0}, FIRST, UNLABELLED);

        // When
        HoldoutFigures figures = figures(window).orElseThrow();

        // Then
        assertThat(new PromotionRule(1).judge(figures, Optional.empty())).isInstanceOf(Verdict.Reject.class);
    }

    @Test
    void evaluationLeavesNothingInTheManager() {
        // Given
        append(FIRST, FIRST, 0);

        // When
        figures(window);

        // Then
        assertThat(manager.getManagedArrays()).isEmpty();
    }

    @Test
    void oneThreadAppendsWhileAnotherEvaluates() throws InterruptedException, ExecutionException {
        // Given
        ExecutorService other = Executors.newSingleThreadExecutor();
        Future<?> appending = other.submit(() -> {
            for (int i = 0; i < 2000; i++) {
                append(FIRST, FIRST, 0);
            }
        });

        // When
        double lowest = 1;
        while (!appending.isDone()) {
            lowest = Math.min(
                    lowest,
                    figures(window).map(seen -> seen.value(Figure.AGREEMENT)).orElse(1.0));
        }
        appending.get();
        other.shutdown();

        // Then
        assertThat(lowest).isEqualTo(1);
        assertThat(window.samples()).isBetween(7, 8);
    }

    @Test
    void samplesThatComeLaterAreNotLookedAt() {
        // Given: two segments of two, one of them half full
        append(FIRST, FIRST, UNLABELLED);
        append(FIRST, FIRST, UNLABELLED);
        append(FIRST, SECOND, UNLABELLED);

        try (HoldoutLook look = window.look()) {
            // When
            append(FIRST, SECOND, UNLABELLED);
            append(FIRST, SECOND, UNLABELLED);

            // Then
            HoldoutFigures figures = look.evaluate(student, HoldoutEvaluation.NONE, manager)
                    .orElseThrow()
                    .figures();
            assertThat(figures.samples()).isEqualTo(3);
            assertThat(figures.value(Figure.AGREEMENT)).isEqualTo(2.0 / 3);
        }
        assertThat(window.samples()).isEqualTo(5);
    }

    @Test
    void samplesThatAreLookedAtStayThoughTheWindowSlidesPastThem() {
        // Given
        for (int i = 0; i < 8; i++) {
            append(FIRST, FIRST, UNLABELLED);
        }

        try (HoldoutLook look = window.look()) {
            // When
            for (int i = 0; i < 16; i++) {
                append(FIRST, SECOND, UNLABELLED);
            }

            // Then
            HoldoutEvaluation seen =
                    look.evaluate(student, HoldoutEvaluation.NONE, manager).orElseThrow();
            assertThat(seen.figures().samples()).isEqualTo(8);
            assertThat(seen.figures().value(Figure.AGREEMENT)).isEqualTo(1);
            assertThat(evaluation(window, seen).orElseThrow().figures().value(Figure.AGREEMENT))
                    .isZero();
        }
    }

    @Test
    void aRestoredWindowHoldsAndSlidesAsTheOneBefore() {
        // Given
        for (int i = 0; i < 5; i++) {
            append(FIRST, i % 2 == 0 ? FIRST : SECOND, i % 3 - 1);
        }
        window.append(List.of(tensor("x", FIRST)), quantized(0.5f, 3), Labels.classes(List.of(UNLABELLED)), 0);
        HoldoutWindow restored = new HoldoutWindow(8, Tasks.CLASSIFICATION);

        // When
        restored.restore(window.state(manager));

        // Then
        assertThat(figures(restored)).isEqualTo(figures(window));
        for (HoldoutWindow each : List.of(window, restored)) {
            each.append(List.of(tensor("x", SECOND)), quantized(2, -7), Labels.classes(List.of(1)), 0);
            each.append(List.of(tensor("x", SECOND)), tensor("logits", FIRST), Labels.classes(List.of(1)), 0);
        }
        assertThat(restored.samples()).isEqualTo(window.samples()).isEqualTo(8 - 2);
        assertThat(figures(restored)).isEqualTo(figures(window));
    }

    @Test
    void aSmallerWindowStaysEmptyRatherThanTakeUpALargerOne() {
        // Given
        for (int i = 0; i < 8; i++) {
            append(FIRST, FIRST, 0);
        }
        HoldoutWindow smaller = new HoldoutWindow(4, Tasks.CLASSIFICATION);

        // When
        smaller.restore(window.state(manager));

        // Then
        assertThat(smaller.samples()).isZero();
    }

    private static EncodedTensor quantized(float scale, int zeroPoint) {
        ByteBuffer data = ByteBuffer.allocate(2).order(ByteOrder.LITTLE_ENDIAN).put(0, (byte) 9);
        return new EncodedTensor("logits", TensorType.INT8, new Shape(1, 2), data, new Quantization(scale, zeroPoint));
    }

    @Test
    void windowBelowFourSamplesIsRefused() {
        assertThatThrownBy(() -> new HoldoutWindow(3, Tasks.CLASSIFICATION))
                .hasMessageContainingAll("at least 4", "is 3");
        assertThat(new HoldoutWindow(4, Tasks.CLASSIFICATION).samples()).isZero();
    }

    private void append(float[] studentLogits, float[] teacherLogits, int label) {
        append(window, studentLogits, teacherLogits, label);
    }

    private static void append(HoldoutWindow holdout, float[] studentLogits, float[] teacherLogits, int label) {
        holdout.append(
                List.of(tensor("x", studentLogits)),
                tensor("logits", teacherLogits),
                Labels.classes(List.of(label)),
                0);
    }

    private static EncodedTensor tensor(String name, float[]... rows) {
        ByteBuffer data = ByteBuffer.allocate(rows.length * 2 * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float[] row : rows) {
            data.putFloat(row[0]).putFloat(row[1]);
        }
        return new EncodedTensor(name, TensorType.FP32, new Shape(rows.length, 2), data.flip(), null);
    }
}
