package io.alambic.core.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every figure is what NumPy or PyTorch gives by its formula. */
class ExplainParityTest {

    private static final ExplainReference REFERENCE = ExplainReference.load();
    private static final Offset<Double> ROUNDING = within(1e-9);

    private NDManager manager;

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager();
    }

    @AfterEach
    void close() {
        manager.close();
    }

    static List<ExplainReference.Cka> layers() {
        return REFERENCE.cka();
    }

    @ParameterizedTest
    @MethodSource("layers")
    void linearCkaIsThatOfItsKernels(ExplainReference.Cka layers) {
        assertThat(LinearCka.of(layers.x().on(manager), layers.y().on(manager)).orElseThrow())
                .isCloseTo(layers.value(), ROUNDING);
    }

    static List<ExplainReference.Minibatches> batches() {
        return REFERENCE.minibatches();
    }

    @ParameterizedTest
    @MethodSource("batches")
    void ckaOfBatchesIsThatOfTheMeanEstimates(ExplainReference.Minibatches batches) {
        // When
        MinibatchCka cka = new MinibatchCka();
        for (ExplainReference.Batch batch : batches.batches()) {
            cka.add(batch.x().on(manager), batch.y().on(manager));
        }

        // Then
        assertThat(cka.value().orElseThrow()).isCloseTo(batches.value(), ROUNDING);
    }

    static List<ExplainReference.Calibrated> calibrations() {
        return REFERENCE.calibrations();
    }

    @ParameterizedTest
    @MethodSource("calibrations")
    void calibrationIsThatOfALoopOverItsBins(ExplainReference.Calibrated answers) {
        // When
        Calibration calibration = new Calibration(answers.bins().size());
        for (int i = 0; i < answers.confidences().length; i++) {
            calibration.add(answers.confidences()[i], answers.correct()[i]);
        }

        // Then
        assertThat(calibration.expectedError()).isCloseTo(answers.value(), ROUNDING);
        for (int i = 0; i < answers.bins().size(); i++) {
            ExplainReference.Bin expected = answers.bins().get(i);
            Calibration.Bin bin = calibration.bins().get(i);
            assertThat(bin.samples()).as("bin %d", i).isEqualTo(expected.samples());
            if (expected.samples() > 0) {
                assertThat(bin.accuracy()).isCloseTo(expected.accuracy(), ROUNDING);
                assertThat(bin.confidence()).isCloseTo(expected.confidence(), ROUNDING);
            }
        }
    }

    static List<ExplainReference.Faithful> fidelities() {
        return REFERENCE.fidelities();
    }

    @ParameterizedTest
    @MethodSource("fidelities")
    void fidelityIsThatOfPyTorch(ExplainReference.Faithful answers) {
        // Given
        ClassLogits student = answers.student().logits();

        // When
        Fidelity fidelity = Fidelity.of(answers.teacher().logits(), student, answers.likeliest());

        // Then
        assertThat(fidelity.agreement()).isCloseTo(answers.agreement(), ROUNDING);
        assertThat(fidelity.overlap()).isCloseTo(answers.overlap(), ROUNDING);
        assertThat(fidelity.divergence())
                .isCloseTo(answers.divergence(), within(1e-9 * Math.max(1, answers.divergence())));
        for (int i = 0; i < student.samples(); i++) {
            assertThat(student.confidence(i)).isCloseTo(answers.confidences()[i], ROUNDING);
        }
    }

    static List<ExplainReference.Brier> briers() {
        return REFERENCE.briers();
    }

    @ParameterizedTest
    @MethodSource("briers")
    void brierScoreIsThatOfItsSquares(ExplainReference.Brier answers) {
        assertThat(BrierScore.of(answers.logits().logits(), answers.labels())).isCloseTo(answers.value(), ROUNDING);
    }

    static List<ExplainReference.Transfer> transfers() {
        return REFERENCE.transfers();
    }

    @ParameterizedTest
    @MethodSource("transfers")
    void transferIsThatOfMasks(ExplainReference.Transfer answers) {
        // When
        List<ClassTransfer> classes = ClassTransfer.of(
                answers.classes(), answers.labels(), answers.teacher(), answers.student(), answers.control());

        // Then
        assertThat(classes).hasSize(answers.classes());
        for (int i = 0; i < classes.size(); i++) {
            ClassTransfer transfer = classes.get(i);
            ExplainReference.Shares expected = answers.rows().get(i);
            assertThat(transfer.teacherAccuracy()).isCloseTo(expected.teacherAccuracy(), ROUNDING);
            assertThat(transfer.studentAccuracy()).isCloseTo(expected.studentAccuracy(), ROUNDING);
            assertThat(transfer.controlAccuracy()).isCloseTo(expected.controlAccuracy(), ROUNDING);
            assertThat(transfer.inheritedShare()).isCloseTo(expected.inheritedShare(), ROUNDING);
            assertThat(transfer.inheritedShareOfControl()).isCloseTo(expected.inheritedShareOfControl(), ROUNDING);
        }
    }
}
