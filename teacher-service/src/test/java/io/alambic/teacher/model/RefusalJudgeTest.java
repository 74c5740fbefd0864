package io.alambic.teacher.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.engine.EngineException;
import io.alambic.core.tensor.EncodedTensor;
import io.alambic.models.remote.ModelRefusedException;
import io.alambic.models.remote.ModelUnavailableException;
import io.alambic.teacher.TinyModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RefusalJudgeTest {

    private final RuntimeException outOfRange = new EngineException("RuntimeError: index out of range");
    private final RefusalJudge judge =
            new RefusalJudge(TinyModel.ARCHITECTURE.signature().inputs());

    @Test
    void theFirstRecordAloneIsRefusedWhereTheModelAnswersZeros() {
        assertThatCode(() -> judge.allRefused(List.of(record(1)), List.of(outOfRange), RefusalJudgeTest::answers))
                .doesNotThrowAnyException();
    }

    @Test
    void aModelThatRefusesZerosTooIsBroken() {
        assertThatThrownBy(() -> judge.allRefused(List.of(record(1)), List.of(outOfRange), this::refuses))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the model refuses every sample, also one of zeros: RuntimeError: index out of range");
    }

    @Test
    void aSecondRecordThatIsRefusedForTheSameReasonIsAMistakeOfTheConfiguration() {
        // Given
        judge.allRefused(List.of(record(1)), List.of(outOfRange), RefusalJudgeTest::answers);

        // Then
        assertThatThrownBy(() -> judge.allRefused(List.of(record(2)), List.of(outOfRange), RefusalJudgeTest::answers))
                .hasMessageContaining("has answered nothing yet and refuses every sample for one reason");
    }

    @Test
    void theSameRecordAfterAnAbortedTransactionIsNoSecondOne() {
        // Given
        judge.allRefused(List.of(record(1)), List.of(outOfRange), RefusalJudgeTest::answers);

        // Then
        assertThatCode(() -> judge.allRefused(List.of(record(1)), List.of(outOfRange), RefusalJudgeTest::answers))
                .doesNotThrowAnyException();
    }

    @Test
    void refusalsForSeveralReasonsAreThoseOfTheSamples() {
        // Given
        RuntimeException other = new EngineException("RuntimeError: too long");

        // Then
        assertThatCode(() -> judge.allRefused(List.of(record(1), record(2)), List.of(outOfRange, other), this::refuses))
                .doesNotThrowAnyException();
    }

    @Test
    void theFirstAnsweredSampleIsAskedAboutBeforeABatchIsSplit() {
        // Given
        judge.answered(record(1), 0);
        judge.answered(record(2), 0);
        List<List<EncodedTensor>> asked = new ArrayList<>();

        // When
        judge.beforeSplit(sample -> {
            asked.add(sample);
            return Optional.empty();
        });

        // Then
        assertThat(asked).containsExactly(record(1));
    }

    @Test
    void anErrorOfTheServerThatMayPassMakesTheModelUnavailable() {
        // Given
        judge.answered(record(1), 0);
        RuntimeException busy = new ModelRefusedException("INTERNAL: busy", true, outOfRange);

        // Then
        assertThatThrownBy(() -> judge.beforeSplit(sample -> Optional.of(busy)))
                .isInstanceOf(ModelUnavailableException.class)
                .hasMessage("the model refuses a sample that it answered before: INTERNAL: busy");
    }

    private static Optional<RuntimeException> answers(List<EncodedTensor> sample) {
        return Optional.empty();
    }

    private Optional<RuntimeException> refuses(List<EncodedTensor> sample) {
        return Optional.of(outOfRange);
    }

    private static List<EncodedTensor> record(long sample) {
        return List.of(EncodedTensor.of(TinyModel.samples(1, sample).getTensors(0)));
    }
}
