package io.alambic.core.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.alambic.core.cost.TermName;
import io.alambic.core.data.LabelledData;
import io.alambic.core.tensor.EncodedTensor;
import io.alambic.core.tensor.Quantization;
import io.alambic.core.tensor.TensorType;
import io.alambic.core.zoo.Cnn;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The task: which quarter of a noisy image is bright. */
class SupervisedTrainingTest {

    private static final Cnn CNN = new Cnn(List.of(1, 8, 8), List.of(4), List.of(), 4);
    private static final int SIDE = 8;

    private final NDManager manager = NDManager.newBaseManager();
    private final SupervisedTraining.Settings settings = new SupervisedTraining.Settings(4, 16, 2e-2f, 1);
    private final SupervisedTraining training = new SupervisedTraining(settings, manager);

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void trainedModelGeneralisesToSamplesItHasNotSeen() {
        // Given
        LabelledData lessons = quarters(250, 1);
        LabelledData exam = quarters(100, 2);
        List<StepReport> reports = new ArrayList<>();

        // When
        try (Candidate candidate = training.train(CNN, lessons, reports::add)) {

            // Then
            assertThat(training.accuracy(candidate.network(), exam)).isGreaterThan(0.95);
            assertThat(reports).hasSize(64).hasSize((int) settings.steps(250));
            assertThat(reports.get(63).total()).isLessThan(reports.get(0).total() / 4);
            assertThat(reports.get(0).terms()).containsOnlyKeys(TermName.LABEL);
            assertThat(reports.stream().mapToInt(StepReport::samples).sum()).isEqualTo(4 * 250);
            assertThat(reports.get(15).samples()).isEqualTo(250 % 16);
        }
    }

    @Test
    void equalSeedsGiveEqualModels() {
        // Given
        LabelledData lessons = quarters(40, 1);

        // When
        try (Candidate first = training.train(CNN, lessons, report -> {});
                Candidate second = training.train(CNN, lessons, report -> {})) {

            // Then
            assertThat(second.network().snapshot().get("logits.weight").toFloatArray())
                    .isEqualTo(first.network().snapshot().get("logits.weight").toFloatArray());
        }
    }

    @Test
    void untrainedModelIsNoBetterThanAGuess() {
        assertThat(training.accuracy(CNN.newNetwork(manager, 1), quarters(200, 3)))
                .isBetween(0.0, 0.6);
    }

    @Test
    void interruptedTrainingEndsAndLeavesNothingBehind() {
        // Given
        List<StepReport> reports = new ArrayList<>();

        // When
        assertThatThrownBy(() -> training.train(CNN, quarters(200, 1), report -> {
                    reports.add(report);
                    if (reports.size() == 3) {
                        Thread.currentThread().interrupt();
                    }
                }))
                .isInstanceOf(CancelledTrainingException.class);

        // Then
        assertThat(reports).hasSize(3);
        assertThat(manager.getManagedArrays()).isEmpty();
    }

    @Test
    void settingsThatTrainNothingAreRefused() {
        assertThatThrownBy(() -> new SupervisedTraining.Settings(0, 1, 1, 1)).hasMessageContaining("0 and 1");
        assertThatThrownBy(() -> new SupervisedTraining.Settings(1, 0, 1, 1)).hasMessageContaining("1 and 0");
        for (float rate : new float[] {0, -1, Float.NaN, Float.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> new SupervisedTraining.Settings(1, 1, rate, 1))
                    .hasMessageContaining(Float.toString(rate));
        }
    }

    private static LabelledData quarters(int n, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] pixels = new byte[n * SIDE * SIDE];
        int[] labels = new int[n];
        for (int i = 0; i < n; i++) {
            labels[i] = random.nextInt(4);
            for (int y = 0; y < SIDE; y++) {
                for (int x = 0; x < SIDE; x++) {
                    boolean bright = y / 4 * 2 + x / 4 == labels[i];
                    pixels[(i * SIDE + y) * SIDE + x] = (byte) (random.nextInt(120) + (bright ? 120 : 0));
                }
            }
        }
        EncodedTensor input = new EncodedTensor(
                Cnn.IMAGE,
                TensorType.UINT8,
                new Shape(n, 1, SIDE, SIDE),
                ByteBuffer.wrap(pixels),
                new Quantization(1f / 255, 0));
        return new LabelledData(input, labels);
    }
}
