package io.alambic.core.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.alambic.core.checkpoint.Checkpoint;
import io.alambic.core.checkpoint.CheckpointStore;
import io.alambic.core.checkpoint.Lineage;
import io.alambic.core.cost.Temperature;
import io.alambic.core.cost.TermName;
import io.alambic.core.cost.TrainingBatch;
import io.alambic.core.hyperparameters.Hyperparameter;
import io.alambic.core.hyperparameters.Hyperparameters;
import io.alambic.core.hyperparameters.Schedule;
import io.alambic.core.optimizer.OptimizerChoice;
import io.alambic.core.zoo.Cnn;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CandidateTest {

    private final NDManager manager = NDManager.newBaseManager();
    private final Lessons lessons = new Lessons(manager);

    @AfterEach
    void close() {
        lessons.close();
        manager.close();
    }

    @Test
    void trainingLowersEveryTermAndTheTotal() {
        // Given
        CandidateSettings settings = Lessons.settings(0.5f, 0.5f, 0.1f);
        try (Candidate candidate = Candidate.fresh(settings, manager)) {
            StepReport first = lessons.train(candidate, manager, 0, 1);

            // When: the same few batches, again and again
            for (int pass = 0; pass < 60; pass++) {
                lessons.train(candidate, manager, 0, 2);
            }
            StepReport last = lessons.train(candidate, manager, 0, 1);

            // Then
            assertThat(last.step()).isEqualTo(122);
            assertThat(last.samples()).isEqualTo(Lessons.SAMPLES);
            assertThat(last.total()).isLessThan(first.total() / 2);
            for (TermName term : TermName.values()) {
                assertThat(last.terms().get(term)).isLessThan(first.terms().get(term));
            }
        }
    }

    /** Every optimizer, while every hyperparameter moves. */
    @ParameterizedTest
    @ValueSource(strings = {"adamw", "adam", "sgd", "sgd(0.9)", "nesterov(0.9)"})
    void stepsAcrossACheckpointEqualStepsWithoutOne(String optimizer, @TempDir Path directory) throws IOException {
        // Given
        CandidateSettings settings = moving(optimizer);
        CheckpointStore store = new CheckpointStore(directory, 1, (file, reason) -> {});
        Candidate through = Candidate.fresh(settings, manager);
        lessons.train(through, manager, 0, 10);
        try (Candidate interrupted = Candidate.fresh(settings, manager)) {
            lessons.train(interrupted, manager, 0, 5);
            Lineage lineage = new Lineage(interrupted.step(), 0, 0, 0, new TreeMap<>());
            store.save(new Checkpoint("m", 1, lineage, interrupted.state()));
        }

        // When
        Candidate restored;
        try (NDManager scope = manager.newSubManager()) {
            Checkpoint checkpoint = store.newest("m", scope).orElseThrow();
            restored = Candidate.restored(
                    settings, manager, checkpoint.state(), checkpoint.lineage().step());
        }
        lessons.train(restored, manager, 5, 10);

        // Then
        assertThat(restored.step()).isEqualTo(10);
        assertThat(values(restored.state())).isEqualTo(values(through.state()));
    }

    /** Each term by itself, in a student of its own with the same weights, projectors and batch. */
    @Test
    void theGradientOfATermIsThatOfAStudentWhichHasNoOther() {
        // Given
        Candidate all = Candidate.fresh(Lessons.settings(0.5f, 0.25f, 0.1f), manager);
        Map<TermName, CandidateSettings> alone = Map.of(
                TermName.OUTPUT, Lessons.settings(0.5f, 0, 0),
                TermName.FEATURE, Lessons.settings(0, 0.25f, 0),
                TermName.LABEL, Lessons.settings(0, 0, 0.1f));

        // When
        StepReport together = lessons.train(all, manager, 0, 1);

        // Then
        assertThat(together.termGradientNorms()).containsOnlyKeys(TermName.values());
        alone.forEach((term, settings) -> {
            StepReport by = lessons.train(Candidate.fresh(settings, manager), manager, 0, 1);
            assertThat(by.termGradientNorms())
                    .as("the whole gradient")
                    .containsOnly(Map.entry(term, by.gradientNorm()));
            assertThat(together.termGradientNorms().get(term)).isCloseTo(by.gradientNorm(), withinPercentage(0.01));
        });
    }

    @Test
    void measuringTermsChangesNoWeight() {
        // Given: a step that is measured, and one that is not, where the number of the step decides nothing else
        CandidateSettings plainly = descending(0.1f, 0.5f);
        CandidateSettings settings =
                plainly.with(plainly.hyperparameters().with(Hyperparameter.LAMBDA3, Schedule.constant(0.3f)));
        Map<String, NDArray> state = Candidate.fresh(settings, manager).state();
        Candidate measured = Candidate.restored(settings, manager, state, 0);
        Candidate plain = Candidate.restored(settings, manager, state, 1);

        // When
        StepReport with = lessons.train(measured, manager, 0, 1);
        StepReport without = lessons.train(plain, manager, 0, 1);

        // Then
        assertThat(with.termGradientNorms()).hasSize(2);
        assertThat(without.termGradientNorms()).isEmpty();
        assertThat(values(measured.state())).isEqualTo(values(plain.state()));
    }

    @Test
    void termsAreMeasuredAtFewSteps() {
        // Given
        int between = Candidate.STEPS_BETWEEN_TERM_GRADIENTS;
        Candidate candidate = Candidate.restored(
                Lessons.settings(0.5f, 0.5f, 0.1f),
                manager,
                Candidate.fresh(Lessons.settings(0.5f, 0.5f, 0.1f), manager).state(),
                between - 1);

        // Then
        assertThat(lessons.train(candidate, manager, 0, 1).termGradientNorms()).isEmpty();
        assertThat(lessons.train(candidate, manager, 1, 2).termGradientNorms()).hasSize(3);
        assertThat(lessons.train(candidate, manager, 2, 3).termGradientNorms()).isEmpty();
    }

    @Test
    void checkpointTakenRightAfterARestoreLosesNothing() {
        // Given
        CandidateSettings settings = Lessons.settings(0.5f, 0.5f, 0);
        Candidate candidate = Candidate.fresh(settings, manager);
        lessons.train(candidate, manager, 0, 2);

        // When
        Candidate restored = Candidate.restored(settings, manager, candidate.state(), candidate.step());

        // Then
        assertThat(candidate.state()).containsKey("projector/block1-block1.weight");
        assertThat(values(restored.state())).isEqualTo(values(candidate.state()));
    }

    @Test
    void restoredCandidateHasCopiesOfTheState() {
        // Given
        CandidateSettings settings = Lessons.settings(0.5f, 0.5f, 0);
        Candidate candidate = Candidate.fresh(settings, manager);
        lessons.train(candidate, manager, 0, 2);
        Map<String, List<Float>> before = values(candidate.state());

        // When
        lessons.train(Candidate.restored(settings, manager, candidate.state(), 2), manager, 2, 4);

        // Then
        assertThat(values(candidate.state())).isEqualTo(before);
    }

    @Test
    void equalSeedsAndBatchesGiveEqualStudents() {
        // Given
        CandidateSettings settings = Lessons.settings(0.5f, 0.5f, 0.1f);
        Candidate first = Candidate.fresh(settings, manager);
        Candidate second = Candidate.fresh(settings, manager);

        // When
        lessons.train(first, manager, 0, 3);
        lessons.train(second, manager, 0, 3);

        // Then
        assertThat(values(second.state())).isEqualTo(values(first.state()));
    }

    @Test
    void batchWithoutAFiniteCostTeachesNothing() {
        // Given
        CandidateSettings settings = Lessons.settings(0.5f, 0.5f, 0);
        Candidate candidate = Candidate.fresh(settings, manager);
        Candidate spared = Candidate.fresh(settings, manager);
        lessons.train(candidate, manager, 0, 2);
        lessons.train(spared, manager, 0, 2);
        Map<String, List<Float>> before = values(candidate.state());
        TrainingBatch whole = lessons.batch(manager, 2);
        TrainingBatch poisoned = new TrainingBatch(
                whole.samples(), whole.inputs(), whole.logits().mul(Float.NaN), whole.features(), null);

        // When
        assertThatThrownBy(() -> candidate.train(poisoned))
                .isInstanceOf(NonFiniteCostException.class)
                .hasMessageContaining("OUTPUT=NaN");

        // Then
        assertThat(candidate.step()).isEqualTo(2);
        assertThat(values(candidate.state())).isEqualTo(before);
        lessons.train(candidate, manager, 3, 5);
        lessons.train(spared, manager, 3, 5);
        assertThat(values(candidate.state())).isEqualTo(values(spared.state()));
    }

    @Test
    void weightsThatNoTermReachesStayAsTheyAre() {
        // Given
        CandidateSettings featuresOnly = new CandidateSettings(
                Lessons.STUDENT,
                0,
                1,
                0,
                new Temperature(2),
                Lessons.settings(0, 1, 0).features(),
                1e-2f,
                0,
                5);
        Candidate candidate = Candidate.fresh(featuresOnly, manager);
        Map<String, List<Float>> before = values(candidate.network().snapshot());

        // When
        lessons.train(candidate, manager, 0, 3);

        // Then
        Map<String, List<Float>> after = values(candidate.network().snapshot());
        assertThat(after.get("logits.weight")).isEqualTo(before.get("logits.weight"));
        assertThat(after.get("block1.weight")).isNotEqualTo(before.get("block1.weight"));
    }

    @Test
    void batchWithoutFeatureMapsIsLearnedFromBeforeAndAfterARestore() {
        // Given
        CandidateSettings settings = Lessons.settings(0.5f, 0.5f, 0);
        Candidate candidate = Candidate.fresh(settings, manager);
        lessons.train(candidate, manager, 0, 2);
        Candidate restored = Candidate.restored(settings, manager, candidate.state(), 2);
        TrainingBatch whole = lessons.batch(manager, 2);
        TrainingBatch bare = new TrainingBatch(whole.samples(), whole.inputs(), whole.logits(), Map.of(), null);

        // When
        StepReport report = candidate.train(bare);
        restored.train(bare);

        // Then
        assertThat(report.terms()).containsOnlyKeys(TermName.OUTPUT);
        assertThat(values(restored.state())).isEqualTo(values(candidate.state()));
    }

    @Test
    void othersGoFirstBeforeForwardBackwardAndUpdateAndChangeNothing() {
        // Given
        AtomicInteger asked = new AtomicInteger();
        Candidate candidate = Candidate.fresh(Lessons.settings(0.5f, 0.5f, 0), manager);
        Candidate alone = Candidate.fresh(Lessons.settings(0.5f, 0.5f, 0), manager);
        TrainingBatch batch = lessons.batch(manager, 0);

        // When
        candidate.train(batch, asked::incrementAndGet);
        int measured = asked.getAndSet(0);
        candidate.train(batch, asked::incrementAndGet);
        alone.train(batch);
        alone.train(batch);

        // Then: the first step looks at each of two terms by itself
        assertThat(measured).isEqualTo(3 + 2);
        assertThat(asked).hasValue(3);
        assertThat(values(candidate.state())).isEqualTo(values(alone.state()));
    }

    @Test
    void batchThatDoesNotFitIsRefusedAndTheNextOneLearned() {
        // Given
        Candidate candidate = Candidate.fresh(Lessons.settings(1, 0, 0), manager);
        NDArray image = manager.zeros(new Shape(2, 1, 7, 8));
        TrainingBatch bent =
                new TrainingBatch(2, Map.of(Cnn.IMAGE, image), manager.zeros(new Shape(2, 4)), Map.of(), null);
        TrainingBatch empty = new TrainingBatch(2, Map.of(), manager.zeros(new Shape(2, 4)), Map.of(), null);

        // Then
        assertThatThrownBy(() -> candidate.train(bent))
                .isInstanceOf(FailedStepException.class)
                .hasMessageContainingAll("image", "(1, 8, 8)", "(2, 1, 7, 8)");
        assertThatThrownBy(() -> candidate.train(empty))
                .isInstanceOf(FailedStepException.class)
                .hasMessageContainingAll("image", "missing");
        assertThat(lessons.train(candidate, manager, 0, 1).step()).isEqualTo(1);
    }

    @Test
    void stateOfAnotherArchitectureIsRefused() {
        // Given
        Candidate candidate = Candidate.fresh(Lessons.settings(1, 0, 0), manager);
        CandidateSettings wider = new CandidateSettings(
                new Cnn(List.of(1, 8, 8), List.of(5), List.of(8), 4),
                1,
                0,
                0,
                new Temperature(2),
                List.of(),
                1e-2f,
                0,
                5);

        // Then
        assertThatThrownBy(() -> Candidate.restored(wider, manager, candidate.state(), 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("block1", "(5, 1, 3, 3)", "(3, 1, 3, 3)");
    }

    @Test
    void eachStepStandsWhereItsHyperparametersSay() {
        // Given
        Candidate candidate = Candidate.fresh(moving("adamw"), manager);

        // When
        StepReport first = lessons.train(candidate, manager, 0, 1);
        StepReport fifth = lessons.train(candidate, manager, 1, 5);

        // Then
        assertThat(first.hyperparameters())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        Hyperparameter.LAMBDA1, 0.5f,
                        Hyperparameter.LAMBDA2, 1f,
                        Hyperparameter.LAMBDA3, 0.1f,
                        Hyperparameter.TEMPERATURE, 4f,
                        Hyperparameter.LEARNING_RATE, 1e-2f / 3));
        assertThat(first.total()).isCloseTo(weighted(first), within(1e-4f));
        assertThat(fifth.hyperparameters().get(Hyperparameter.LAMBDA2)).isCloseTo(0.6f, within(1e-6f));
        assertThat(fifth.learningRate()).isCloseTo(1e-2f * 0.6f, within(1e-7f));
        assertThat(fifth.total()).isCloseTo(weighted(fifth), within(1e-4f));
    }

    @Test
    void termWhoseWeightHasFallenToNothingIsNoLongerComputed() {
        // Given
        Candidate candidate = Candidate.fresh(moving("adamw"), manager);

        // When
        StepReport tenth = lessons.train(candidate, manager, 0, 10);
        StepReport eleventh = lessons.train(candidate, manager, 10, 11);

        // Then
        assertThat(tenth.terms()).containsKey(TermName.FEATURE);
        assertThat(eleventh.terms()).containsOnlyKeys(TermName.OUTPUT, TermName.LABEL);
        assertThat(candidate.state()).containsKey("projector/block1-block1.weight");
    }

    @Test
    void hyperparametersTurnedBetweenTwoStepsCountFromTheNext() {
        // Given
        CandidateSettings settings = Lessons.settings(0.5f, 0.5f, 0);
        Candidate updated = Candidate.fresh(settings, manager);
        Candidate born = Candidate.fresh(settings.with(outputAlone(settings)), manager);
        StepReport before = lessons.train(updated, manager, 0, 1);

        // When
        updated.update(outputAlone(settings));
        StepReport after = lessons.train(updated, manager, 1, 2);

        // Then
        assertThat(before.terms()).containsKey(TermName.FEATURE);
        assertThat(after.terms()).containsOnlyKeys(TermName.OUTPUT);
        assertThat(after.hyperparameters())
                .isEqualTo(lessons.train(born, manager, 0, 1).hyperparameters());
    }

    @Test
    void hyperparametersThatTheStudentCannotLearnWithAreNotTaken() {
        // Given: no maps are paired
        CandidateSettings settings =
                new CandidateSettings(Lessons.STUDENT, 1, 0, 0, new Temperature(2), List.of(), 1e-2f, 0, 5);
        Candidate candidate = Candidate.fresh(settings, manager);
        Hyperparameters features = settings.hyperparameters().with(Hyperparameter.LAMBDA2, Schedule.constant(1));

        // Then
        assertThatThrownBy(() -> candidate.update(features))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no feature maps");
        assertThat(lessons.train(candidate, manager, 0, 1).hyperparameters()).containsEntry(Hyperparameter.LAMBDA2, 0f);
    }

    /** Plain descent moves by rate · gradient, so that the way shows the gradient's norm. */
    @Test
    void aLongGradientIsShortenedAndReportedAsItWas() {
        // Given
        float rate = 0.1f;
        float limit = 1e-3f;
        Candidate free = Candidate.fresh(descending(rate, 0), manager);
        Candidate held = Candidate.fresh(descending(rate, limit), manager);
        Map<String, List<Float>> start = values(free.network().snapshot());

        // When
        StepReport unclipped = lessons.train(free, manager, 0, 1);
        StepReport clipped = lessons.train(held, manager, 0, 1);

        // Then
        assertThat(clipped.gradientNorm()).isEqualTo(unclipped.gradientNorm()).isGreaterThan(10 * limit);
        assertThat(distance(start, values(free.network().snapshot())))
                .isCloseTo(rate * unclipped.gradientNorm(), within(1e-3 * rate * unclipped.gradientNorm()));
        assertThat(distance(start, values(held.network().snapshot())))
                .isCloseTo(rate * limit, within(1e-2 * rate * limit));
    }

    private static CandidateSettings moving(String optimizer) {
        CandidateSettings base = Lessons.settings(0.5f, 0.5f, 0.1f);
        Hyperparameters hyperparameters = base.hyperparameters()
                .with(Hyperparameter.LAMBDA2, Schedule.linear(1, 0, 10))
                .with(Hyperparameter.TEMPERATURE, Schedule.parse("cosine(4, 1, 8)"))
                .with(Hyperparameter.LEARNING_RATE, Schedule.linear(1e-2f, 0, 10));
        return new CandidateSettings(
                base.task(),
                base.architecture(),
                hyperparameters,
                base.output(),
                base.distance(),
                base.features(),
                OptimizerChoice.parse(optimizer),
                3,
                1e-3f,
                0.5f,
                5);
    }

    private static CandidateSettings descending(float rate, float limit) {
        CandidateSettings base = Lessons.settings(1, 0, 0);
        return new CandidateSettings(
                base.task(),
                base.architecture(),
                base.hyperparameters().with(Hyperparameter.LEARNING_RATE, Schedule.constant(rate)),
                base.output(),
                base.distance(),
                List.of(),
                OptimizerChoice.parse("sgd"),
                0,
                0,
                limit,
                5);
    }

    private static Hyperparameters outputAlone(CandidateSettings settings) {
        return settings.hyperparameters()
                .with(Hyperparameter.LAMBDA2, Schedule.constant(0))
                .with(Hyperparameter.TEMPERATURE, Schedule.constant(1))
                .with(Hyperparameter.LEARNING_RATE, Schedule.constant(1e-3f));
    }

    private static float weighted(StepReport report) {
        return report.hyperparameters().get(Hyperparameter.LAMBDA1)
                        * report.terms().get(TermName.OUTPUT)
                + report.hyperparameters().get(Hyperparameter.LAMBDA2)
                        * report.terms().get(TermName.FEATURE)
                + report.hyperparameters().get(Hyperparameter.LAMBDA3)
                        * report.terms().get(TermName.LABEL);
    }

    private static double distance(Map<String, List<Float>> from, Map<String, List<Float>> to) {
        double squares = 0;
        for (String name : from.keySet()) {
            for (int i = 0; i < from.get(name).size(); i++) {
                double step = to.get(name).get(i) - from.get(name).get(i);
                squares += step * step;
            }
        }
        return Math.sqrt(squares);
    }

    private static Map<String, List<Float>> values(Map<String, NDArray> arrays) {
        Map<String, List<Float>> values = new TreeMap<>();
        arrays.forEach((name, array) -> {
            float[] floats = array.toFloatArray();
            Float[] boxed = new Float[floats.length];
            for (int i = 0; i < floats.length; i++) {
                boxed[i] = floats[i];
            }
            values.put(name, List.of(boxed));
        });
        return values;
    }
}
