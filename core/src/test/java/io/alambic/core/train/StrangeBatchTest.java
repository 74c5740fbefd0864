package io.alambic.core.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.alambic.core.cost.TrainingBatch;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Batches that a student cannot learn from, and teachers that take turns. */
class StrangeBatchTest {

    private final NDManager manager = NDManager.newBaseManager();
    private Lessons lessons;

    @BeforeEach
    void open() {
        lessons = new Lessons(manager);
    }

    @AfterEach
    void close() {
        lessons.close();
        manager.close();
    }

    @Test
    void aBatchThatTheEngineCannotComputeLeavesTheWeightsAsTheyWereAndTheNextStepIsThatOfAStudentWhoNeverSawIt() {
        // Given
        CandidateSettings settings = Lessons.settings(0.5f, 0.5f, 0);
        Candidate candidate = Candidate.fresh(settings, manager);
        Candidate spared = Candidate.fresh(settings, manager);

        // When
        for (int step = 0; step < 3; step++) {
            assertThatThrownBy(() -> train(candidate, wrongMaps(0)))
                    // Then
                    .isInstanceOf(FailedStepException.class)
                    .hasMessageContaining("the engine cannot train on a batch of 16: ");
            lessons.train(candidate, manager, step, step + 1);
            lessons.train(spared, manager, step, step + 1);
            assertThat(values(candidate.state())).isEqualTo(values(spared.state()));
        }
    }

    @Test
    void teachersOfDifferentWidthsTakeTurnsAndAReplayFromACheckpointIsEqualBitForBit() {
        // Given
        CandidateSettings settings = Lessons.settings(0.5f, 0.5f, 0);
        Candidate through = Candidate.fresh(settings, manager);
        takeTurns(through, 0, 8);
        Candidate interrupted = Candidate.fresh(settings, manager);
        takeTurns(interrupted, 0, 5);

        // When
        Candidate restored = Candidate.restored(settings, manager, interrupted.state(), 5);
        takeTurns(restored, 5, 8);

        // Then
        assertThat(through.state()).containsKeys("projector/block1-block1.weight", "projector/block1-block1@9.weight");
        assertThat(values(restored.state())).isEqualTo(values(through.state()));
    }

    private void takeTurns(Candidate candidate, long from, long to) {
        for (long number = from; number < to; number++) {
            try (NDManager scope = manager.newSubManager()) {
                TrainingBatch batch = lessons.batch(scope, number);
                candidate.train(
                        number % 2 == 0
                                ? batch
                                : withMaps(batch, wide(batch.features().get("block1"))));
            }
        }
    }

    /** Nine channels instead of six. */
    private static NDArray wide(NDArray map) {
        return map.concat(map.get(":, :3"), 1);
    }

    private TrainingBatch wrongMaps(long number) {
        TrainingBatch batch = lessons.batch(manager, number);
        return withMaps(batch, manager.ones(new Shape(batch.samples(), 5)));
    }

    private static TrainingBatch withMaps(TrainingBatch batch, NDArray map) {
        Map<String, NDArray> maps = new HashMap<>(Map.of("block1", map));
        return new TrainingBatch(batch.samples(), batch.inputs(), batch.logits(), maps, batch.labels());
    }

    private void train(Candidate candidate, TrainingBatch batch) {
        candidate.train(batch);
    }

    private static Map<String, String> values(Map<String, NDArray> arrays) {
        Map<String, String> values = new TreeMap<>();
        arrays.forEach((name, array) -> values.put(name, Arrays.toString(array.toFloatArray())));
        return values;
    }
}
