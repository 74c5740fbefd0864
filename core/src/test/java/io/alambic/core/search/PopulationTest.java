package io.alambic.core.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.alambic.core.checkpoint.Checkpoint;
import io.alambic.core.checkpoint.CheckpointStore;
import io.alambic.core.checkpoint.Lineage;
import io.alambic.core.cost.Temperature;
import io.alambic.core.cost.TrainingBatch;
import io.alambic.core.cost.feature.FeaturePair;
import io.alambic.core.evaluate.HoldoutWindow;
import io.alambic.core.figures.Figure;
import io.alambic.core.hyperparameters.Hyperparameter;
import io.alambic.core.hyperparameters.Hyperparameters;
import io.alambic.core.hyperparameters.Schedule;
import io.alambic.core.model.Signature;
import io.alambic.core.model.TrainableNetwork;
import io.alambic.core.task.Labels;
import io.alambic.core.task.Tasks;
import io.alambic.core.tensor.EncodedRows;
import io.alambic.core.tensor.EncodedTensor;
import io.alambic.core.tensor.Encoding;
import io.alambic.core.train.Candidate;
import io.alambic.core.train.CandidateSettings;
import io.alambic.core.train.NonFiniteCostException;
import io.alambic.core.train.YieldPolicy;
import io.alambic.core.zoo.Cnn;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PopulationTest {

    private static final Cnn STUDENT = new Cnn(List.of(1, 8, 8), List.of(3), List.of(8), 4);
    private static final Cnn TEACHER = new Cnn(List.of(1, 8, 8), List.of(6), List.of(16), 4);
    private static final int SAMPLES = 16;
    private static final CandidateSettings SETTINGS = new CandidateSettings(
            STUDENT, 0.5f, 0.5f, 0, new Temperature(2), List.of(new FeaturePair("block1", "block1", 1)), 1e-2f, 0, 5);
    private static final SearchSettings SEARCH = new SearchSettings(
            List.of(hyperparameters(0.5f, 0.5f), hyperparameters(0.7f, 0.3f), hyperparameters(0.3f, 0.7f)),
            4,
            new Criterion(Optional.of(Figure.KL)),
            9);

    @TempDir
    Path folder;

    private NDManager manager;
    private TrainableNetwork teacher;
    private final HoldoutWindow holdout = new HoldoutWindow(32, Tasks.CLASSIFICATION);

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager();
        teacher = TEACHER.newNetwork(manager, 11);
    }

    @AfterEach
    void close() {
        teacher.close();
        manager.close();
    }

    @Test
    void eachCandidateLearnsAsItWouldAlone() {
        try (Population population = Population.fresh(SETTINGS, SEARCH, manager);
                Candidate alone = Candidate.fresh(SETTINGS.with(hyperparameters(0.3f, 0.7f)), manager)) {
            // When
            for (int number = 0; number < 3; number++) {
                try (NDManager scope = manager.newSubManager()) {
                    population.train(batch(scope, number), scope, holdout, YieldPolicy.NONE);
                    alone.train(batch(scope, number));
                }
            }

            // Then
            assertSame(part(population.state(), "candidate/2/"), values(alone.state()));
        }
    }

    @Test
    void aPopulationOfOneLeavesTheCheckpointThatASingleCandidateLeaves() {
        try (Population population =
                        Population.fresh(SETTINGS, SearchSettings.off(SETTINGS.hyperparameters()), manager);
                Candidate alone = Candidate.fresh(SETTINGS, manager)) {
            // When
            for (int number = 0; number < 3; number++) {
                try (NDManager scope = manager.newSubManager()) {
                    population.train(batch(scope, number), scope, holdout, YieldPolicy.NONE);
                    alone.train(batch(scope, number));
                }
            }

            // Then
            assertSame(values(population.state()), values(alone.state()));
            assertThat(population.state().keySet())
                    .containsExactlyElementsOf(alone.state().keySet());
            assertThat(population.populationState().isSearch()).isFalse();
            assertThat(population.isReseedDue()).isFalse();
        }
    }

    @Test
    void theWorstIsBegunAnewFromTheBestWithHyperparametersNearItsOwn() {
        try (Population population = Population.fresh(SETTINGS, SEARCH, manager)) {
            // Given
            holdOut(100);
            train(population, 0, 3);
            assertThat(population.isReseedDue()).isFalse();
            train(population, 3, 4);
            assertThat(population.isReseedDue()).isTrue();

            // When
            CandidateHistory begun = population.reseedWorst(holdout).orElseThrow();

            // Then
            PopulationState populationState = population.populationState();
            CandidateHistory best = populationState.living().get(populationState.leader());
            assertThat(begun.id()).isEqualTo(3);
            assertThat(begun.parent()).isEqualTo(best.id());
            assertThat(begun.bornAt()).isEqualTo(4);
            assertThat(begun.hyperparameters().at(Hyperparameter.LAMBDA1, 0))
                    .isIn(
                            best.hyperparameters().at(Hyperparameter.LAMBDA1, 0) * 0.8f,
                            best.hyperparameters().at(Hyperparameter.LAMBDA1, 0) * 1.2f);
            assertThat(populationState.ended()).singleElement().satisfies(ended -> {
                assertThat(ended.number()).isEqualTo(begun.number());
                assertThat(ended.end()).isEqualTo(CandidateHistory.End.WORST);
                assertThat(ended.figures().value(Figure.KL))
                        .isGreaterThan(best.figures().value(Figure.KL));
            });
            assertSame(
                    part(population.state(), "candidate/%d/".formatted(begun.number())),
                    values(population.leader().state()));
        }
    }

    @Test
    void nobodyIsBegunAnewWhileNothingIsHeldOut() {
        try (Population population = Population.fresh(SETTINGS, SEARCH, manager)) {
            // Given
            train(population, 0, 4);

            // When
            Optional<CandidateHistory> begun = population.reseedWorst(holdout);

            // Then
            assertThat(begun).isEmpty();
            assertThat(population.populationState().ended()).isEmpty();
        }
    }

    @Test
    void aCandidateThatGoesAstrayIsBegunAnewFromAnotherWhichLearnsOn() {
        // Given: the first candidate's steps are so long that its weights are infinite after one
        Hyperparameters wild =
                hyperparameters(0.5f, 0.5f).with(Hyperparameter.LEARNING_RATE, Schedule.constant(Float.MAX_VALUE));
        SearchSettings search = new SearchSettings(
                List.of(wild, hyperparameters(0.7f, 0.3f), hyperparameters(0.3f, 0.7f)),
                1000,
                new Criterion(Optional.of(Figure.KL)),
                9);
        try (Population population = Population.fresh(SETTINGS, search, manager)) {
            holdOut(100);

            // When
            train(population, 0, 3);

            // Then
            PopulationState populationState = population.populationState();
            assertThat(populationState.ended()).singleElement().satisfies(ended -> {
                assertThat(ended.id()).isZero();
                assertThat(ended.end()).isEqualTo(CandidateHistory.End.NOT_FINITE);
            });
            assertThat(populationState.leader()).isNotZero();
            assertThat(populationState.living().get(0).parent()).isIn(1L, 2L);
            assertThat(population.step()).isEqualTo(3);
            assertThat(population.compare(holdout)).isPresent();
            assertThat(population.populationState().living())
                    .allMatch(life -> Double.isFinite(life.figures().value(Figure.KL)));
        }
    }

    @Test
    void aBatchThatNoCandidateCanLearnFromIsRefusedAndChangesNothing() {
        try (Population population = Population.fresh(SETTINGS, SEARCH, manager);
                NDManager scope = manager.newSubManager()) {
            // Given
            train(population, 0, 1);
            Map<String, byte[]> before = values(population.state());
            TrainingBatch huge = batch(scope, 1);
            huge.features().get("block1").muli(Float.MAX_VALUE).addi(Float.MAX_VALUE);

            // When
            assertThatThrownBy(() -> population.train(huge, scope, holdout, YieldPolicy.NONE))
                    // Then
                    .isInstanceOf(NonFiniteCostException.class);
            assertSame(values(population.state()), before);
            assertThat(population.step()).isEqualTo(1);
            assertThat(population.populationState().ended()).isEmpty();
        }
    }

    @Test
    void afterACrashThePopulationGoesOnBitForBitAsIfThereHadBeenNone() throws IOException {
        try (Population whole = Population.fresh(SETTINGS, SEARCH, manager);
                Population first = Population.fresh(SETTINGS, SEARCH, manager)) {
            // Given
            holdOut(100);
            search(whole, 0, 20);
            search(first, 0, 10);
            CheckpointStore store = new CheckpointStore(folder, 1, (file, reason) -> {});
            store.save(new Checkpoint(
                    "m", 1, Lineage.EMPTY, first.state(), Optional.of(first.populationState()), Optional.empty()));

            // When
            Checkpoint saved = store.newest("m", manager).orElseThrow();
            try (Population second =
                    Population.restored(SETTINGS, SEARCH, manager, saved.state(), saved.populationState(), 10)) {
                search(second, 10, 20);

                // Then
                assertThat(second.populationState()).isEqualTo(whole.populationState());
                assertThat(second.populationState().ended()).hasSize(5);
                assertSame(values(second.state()), values(whole.state()));
            }
        }
    }

    @Test
    void withOtherSettingsEveryCandidateBeginsFromTheOneThatLed() {
        SearchSettings other = new SearchSettings(
                List.of(hyperparameters(1, 0.1f), hyperparameters(0.1f, 1)),
                4,
                new Criterion(Optional.of(Figure.KL)),
                9);
        try (Population before = Population.fresh(SETTINGS, SEARCH, manager)) {
            // Given
            holdOut(100);
            search(before, 0, 4);
            long led = before.populationState()
                    .living()
                    .get(before.populationState().leader())
                    .id();

            // When
            try (Population after = Population.restored(
                    SETTINGS, other, manager, before.state(), Optional.of(before.populationState()), 4)) {

                // Then
                assertSame(
                        values(after.leader().state()), values(before.leader().state()));
                assertSame(
                        part(after.state(), "candidate/1/"),
                        values(before.leader().state()));
                assertThat(after.populationState().living())
                        .extracting(CandidateHistory::id, CandidateHistory::parent, life -> life.hyperparameters()
                                .at(Hyperparameter.LAMBDA1, 0))
                        .containsExactly(
                                org.assertj.core.groups.Tuple.tuple(4L, led, 1f),
                                org.assertj.core.groups.Tuple.tuple(5L, led, 0.1f));
                assertThat(after.populationState().ended())
                        .extracting(CandidateHistory::end)
                        .containsExactly(
                                CandidateHistory.End.WORST,
                                CandidateHistory.End.REPLACED,
                                CandidateHistory.End.REPLACED,
                                CandidateHistory.End.REPLACED);
            }
        }
    }

    @Test
    void idsAreNotGivenAgainAfterARollBack() {
        try (Population astray = Population.fresh(SETTINGS, SEARCH, manager);
                Population again = Population.fresh(SETTINGS, SEARCH, manager)) {
            // Given
            holdOut(100);
            search(astray, 0, 8);
            again.succeeds(astray);

            // When
            search(again, 0, 4);

            // Then
            assertThat(again.populationState().living())
                    .extracting(CandidateHistory::id)
                    .contains(5L);
        }
    }

    @Test
    void whatAStepAllocatesIsFreedAndTheBatchStays() {
        try (Population population = Population.fresh(SETTINGS, SEARCH, manager);
                NDManager scope = manager.newSubManager()) {
            // Given
            TrainingBatch batch = batch(scope, 0);
            int arrays = scope.getManagedArrays().size();

            // When
            population.train(batch, scope, holdout, YieldPolicy.NONE);

            // Then
            assertThat(scope.getManagedArrays()).hasSize(arrays);
            assertThat(batch.logits().toFloatArray()).hasSize(SAMPLES * 4);
        }
    }

    @Test
    void othersGoFirstWithinTheStepOfEachCandidate() {
        // Given
        AtomicInteger asked = new AtomicInteger();
        try (Population population = Population.fresh(SETTINGS, SEARCH, manager);
                NDManager scope = manager.newSubManager()) {

            population.train(batch(scope, 0), scope, holdout, YieldPolicy.NONE);

            // When: the first step also measures each term
            population.train(batch(scope, 1), scope, holdout, asked::incrementAndGet);

            // Then
            assertThat(asked).hasValue(3 * population.populationState().living().size());
        }
    }

    @Test
    void reseedingLeavesNoArrayBehind() {
        try (NDManager own = manager.newSubManager();
                Population population = Population.fresh(SETTINGS, SEARCH, own)) {
            // Given
            holdOut(100);
            search(population, 0, 8);
            int arrays = own.getManagedArrays().size();

            // When
            search(population, 8, 40);

            // Then
            assertThat(own.getManagedArrays()).hasSize(arrays);
            assertThat(population.populationState().ended()).hasSize(10);
        }
    }

    private static Hyperparameters hyperparameters(float lambda1, float lambda2) {
        return Hyperparameters.fixed(lambda1, lambda2, 0, new Temperature(2), 1e-2f);
    }

    private void train(Population population, int from, int to) {
        for (int number = from; number < to; number++) {
            try (NDManager scope = manager.newSubManager()) {
                population.train(batch(scope, number), scope, holdout, YieldPolicy.NONE);
            }
        }
    }

    private void search(Population population, int from, int to) {
        for (int number = from; number < to; number++) {
            train(population, number, number + 1);
            if (population.isReseedDue()) {
                population.reseedWorst(holdout);
            }
        }
    }

    private TrainingBatch batch(NDManager scope, long number) {
        Map<String, NDArray> inputs = inputs(scope, number);
        Map<String, NDArray> answers = teacher.forward(inputs);
        return new TrainingBatch(
                SAMPLES, inputs, answers.get(Signature.LOGITS).mul(5), Map.of("block1", answers.get("block1")), null);
    }

    private static Map<String, NDArray> inputs(NDManager scope, long number) {
        SplittableRandom random = new SplittableRandom(number);
        float[] pixels = new float[SAMPLES * 64];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) random.nextDouble(-1, 1);
        }
        return Map.of(Cnn.IMAGE, scope.create(pixels, new ai.djl.ndarray.types.Shape(SAMPLES, 1, 8, 8)));
    }

    private void holdOut(long number) {
        try (NDManager scope = manager.newSubManager()) {
            Map<String, NDArray> inputs = inputs(scope, number);
            EncodedTensor images = encoded(Cnn.IMAGE, inputs.get(Cnn.IMAGE));
            EncodedTensor logits = encoded(
                    Signature.LOGITS,
                    teacher.forward(inputs).get(Signature.LOGITS).mul(5));
            for (int row = 0; row < SAMPLES; row++) {
                holdout.append(List.of(images), logits, Labels.classes(Collections.nCopies(row + 1, -1)), row);
            }
        }
    }

    private static EncodedTensor encoded(String name, NDArray array) {
        return EncodedTensor.of(EncodedRows.encode(array, Encoding.FP32).rows(name, 0, SAMPLES));
    }

    private static Map<String, byte[]> values(Map<String, NDArray> state) {
        return part(state, "");
    }

    private static Map<String, byte[]> part(Map<String, NDArray> state, String prefix) {
        Map<String, byte[]> values = new HashMap<>();
        state.forEach((name, array) -> {
            if (name.startsWith(prefix)) {
                values.put(name.substring(prefix.length()), array.toByteArray());
            }
        });
        return values;
    }

    private static void assertSame(Map<String, byte[]> actual, Map<String, byte[]> expected) {
        assertThat(actual).isNotEmpty().hasSameSizeAs(expected);
        expected.forEach((name, bytes) -> assertThat(actual.get(name)).as(name).isEqualTo(bytes));
    }
}
