package io.alambic.core.train;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.alambic.core.cost.TermName;
import io.alambic.core.cost.TrainingBatch;
import io.alambic.core.cost.logits.OutputTerm;
import io.alambic.core.task.Tasks;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A student whose term keeps something from step to step: the variance of the teacher's answers. */
class RegressionCandidateTest {

    private static final int NUMBERS = 4;

    private final NDManager manager = NDManager.newBaseManager();
    private final Lessons lessons = new Lessons(manager);

    @AfterEach
    void close() {
        lessons.close();
        manager.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"mse", "huber(0.5)"})
    void stepsAcrossARestoreEqualStepsWithoutOne(String output) {
        // Given
        CandidateSettings settings = settings(output);
        Candidate through = Candidate.fresh(settings, manager);
        train(through, 0, 8);
        Candidate interrupted = Candidate.fresh(settings, manager);
        train(interrupted, 0, 4);

        // When
        Candidate restored = Candidate.restored(settings, manager, interrupted.state(), interrupted.step());
        interrupted.close();
        train(restored, 4, 8);

        // Then
        assertThat(restored.state()).containsKeys("terms/mean", "terms/square", "terms/samples");
        assertThat(restored.step()).isEqualTo(8);
        assertThat(bits(restored.state())).isEqualTo(bits(through.state()));
    }

    @Test
    void withoutTheVarianceItWouldGoOnOtherwise() {
        // Given
        CandidateSettings settings = settings("mse");
        Candidate through = Candidate.fresh(settings, manager);
        train(through, 0, 4);
        Map<String, NDArray> forgetful = new LinkedHashMap<>(through.state());
        forgetful.keySet().removeIf(name -> name.startsWith("terms/"));
        Candidate restored = Candidate.restored(settings, manager, forgetful, 4);

        // When
        train(through, 4, 5);
        train(restored, 4, 5);

        // Then
        assertThat(bits(restored.network().snapshot()))
                .isNotEqualTo(bits(through.network().snapshot()));
    }

    @Test
    void aRestoredCandidateLeavesTheVarianceOfTheStateAsItIs() {
        // Given
        CandidateSettings settings = settings("mse");
        Candidate candidate = Candidate.fresh(settings, manager);
        train(candidate, 0, 2);
        Map<String, ByteBuffer> before = bits(candidate.state());

        // When
        train(Candidate.restored(settings, manager, candidate.state(), 2), 2, 4);

        // Then
        assertThat(bits(candidate.state())).isEqualTo(before);
    }

    @Test
    void trainingLowersBothTerms() {
        // Given
        Candidate candidate = Candidate.fresh(settings("mse"), manager);
        StepReport first = train(candidate, 0, 1);

        // When
        for (int pass = 0; pass < 60; pass++) {
            train(candidate, 0, 2);
        }
        StepReport last = train(candidate, 0, 1);

        // Then
        assertThat(last.terms()).containsOnlyKeys(TermName.OUTPUT, TermName.LABEL);
        last.terms().forEach((term, value) -> assertThat(value)
                .isLessThan(first.terms().get(term)));
    }

    private static CandidateSettings settings(String output) {
        CandidateSettings base = Lessons.settings(0.5f, 0, 0.5f);
        return new CandidateSettings(
                Tasks.named("regression"),
                base.architecture(),
                base.hyperparameters(),
                OutputTerm.parse(output),
                base.distance(),
                base.features(),
                base.optimizer(),
                0,
                base.weightDecay(),
                0,
                base.seed());
    }

    /** Labels are the teacher's answers with some noise; every fourth is unknown. */
    private TrainingBatch batch(NDManager scope, long number) {
        TrainingBatch answered = lessons.batch(scope, number);
        SplittableRandom random = new SplittableRandom(number + 1);
        float[] labels = answered.logits().toFloatArray();
        for (int i = 0; i < labels.length; i++) {
            labels[i] = i % 4 == number % 4 ? Float.NaN : labels[i] + (float) random.nextDouble(-0.1, 0.1);
        }
        return new TrainingBatch(
                answered.samples(),
                answered.inputs(),
                answered.logits(),
                Map.of(),
                scope.create(labels, new Shape(answered.samples(), NUMBERS)));
    }

    private StepReport train(Candidate candidate, long from, long to) {
        StepReport report = null;
        for (long number = from; number < to; number++) {
            try (NDManager scope = manager.newSubManager()) {
                report = candidate.train(batch(scope, number));
            }
        }
        return report;
    }

    private static Map<String, ByteBuffer> bits(Map<String, NDArray> arrays) {
        Map<String, ByteBuffer> bits = new TreeMap<>();
        arrays.forEach((name, array) -> bits.put(name, ByteBuffer.wrap(array.toByteArray())));
        return bits;
    }
}
