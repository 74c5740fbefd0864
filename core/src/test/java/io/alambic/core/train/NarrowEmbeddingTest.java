package io.alambic.core.train;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.alambic.core.bucket.CountedPlaces;
import io.alambic.core.cost.Temperature;
import io.alambic.core.cost.TrainingBatch;
import io.alambic.core.cost.feature.MseDistance;
import io.alambic.core.cost.logits.OutputTerm;
import io.alambic.core.figures.Figure;
import io.alambic.core.hyperparameters.Hyperparameters;
import io.alambic.core.model.Signature;
import io.alambic.core.optimizer.OptimizerChoice;
import io.alambic.core.task.Embedding;
import io.alambic.core.task.Tally;
import io.alambic.core.task.Task;
import io.alambic.core.task.Tasks;
import io.alambic.core.zoo.Mlp;
import io.alambic.core.zoo.ZooArchitecture.Input;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A student that embeds into 4 dimensions learns from a teacher that embeds into 6. */
class NarrowEmbeddingTest {

    private static final Task EMBEDDING = Tasks.named("embedding");
    private static final int SAMPLES = 32;
    private static final int READS = 5;
    private static final int TEACHER = 6;
    private static final int STUDENT = 4;

    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"cosine", "logits-mse", "relational-distance"})
    void itLearnsTheTeachersNeighboursThroughALayerThatIsNotServed(String term) {
        // Given
        try (Candidate candidate = Candidate.fresh(settings(term), manager)) {
            double before = recall(candidate);
            float first = train(candidate, 0, 1).total();

            // When
            float last = train(candidate, 1, 400).total();

            // Then
            assertThat(last).isLessThan(0.5f * first);
            assertThat(recall(candidate)).isGreaterThan(before);
            assertThat(candidate.network().signature().output(Signature.LOGITS).sampleShape())
                    .isEqualTo(new Shape(STUDENT));
        }
    }

    @Test
    void itGoesOnFromRestoredStateAsIfNothingHadHappened() {
        // Given
        CandidateSettings settings = settings("cosine");
        try (Candidate whole = Candidate.fresh(settings, manager);
                Candidate first = Candidate.fresh(settings, manager)) {
            train(whole, 0, 10);
            train(first, 0, 5);

            // When
            Map<String, NDArray> saved = new LinkedHashMap<>();
            first.state().forEach((name, array) -> saved.put(name, array.duplicate()));
            try (Candidate restored = Candidate.restored(settings, manager, saved, first.step())) {
                train(restored, 5, 10);

                // Then
                assertThat(restored.state().keySet()).isEqualTo(whole.state().keySet());
                whole.state()
                        .forEach((name, array) ->
                                assertThat(restored.state().get(name)).as(name).isEqualTo(array));
            }
        }
    }

    private static CandidateSettings settings(String term) {
        return new CandidateSettings(
                EMBEDDING,
                new Mlp(new Input("x", List.of(READS)), List.of(16), STUDENT),
                Hyperparameters.fixed(1, 0, 0, new Temperature(1), 1e-2f),
                OutputTerm.parse(term),
                new MseDistance(),
                List.of(),
                OptimizerChoice.ADAMW,
                0,
                0,
                0,
                3);
    }

    private StepReport train(Candidate candidate, long from, long to) {
        StepReport report = null;
        for (long number = from; number < to; number++) {
            try (NDManager scope = manager.newSubManager()) {
                report = candidate.train(batch(number, scope));
            }
        }
        return report;
    }

    /** The teacher: a fixed linear map of rank 3, so that four dimensions can say as much as six. */
    private static TrainingBatch batch(long number, NDManager scope) {
        SplittableRandom random = new SplittableRandom(number);
        float[] reads = new float[SAMPLES * READS];
        float[] answers = new float[SAMPLES * TEACHER];
        for (int sample = 0; sample < SAMPLES; sample++) {
            for (int i = 0; i < READS; i++) {
                reads[sample * READS + i] = (float) random.nextDouble(-1, 1);
            }
            for (int i = 0; i < TEACHER; i++) {
                float one = reads[sample * READS + i % 3];
                float other = reads[sample * READS + (i + 1) % 3];
                answers[sample * TEACHER + i] = (i + 1) * one - other;
            }
        }
        return new TrainingBatch(
                SAMPLES,
                Map.of("x", scope.create(reads, new Shape(SAMPLES, READS))),
                scope.create(answers, new Shape(SAMPLES, TEACHER)),
                Map.of(),
                null);
    }

    private double recall(Candidate candidate) {
        try (NDManager scope = manager.newSubManager()) {
            TrainingBatch unseen = batch(12_345, scope);
            NDArray own = candidate.network().forward(unseen.inputs()).get(Signature.LOGITS);
            Tally tally = EMBEDDING.tally(own, unseen.logits(), null, CountedPlaces.ALL);
            Map<Figure, Double> figures = EMBEDDING.figures(tally);
            assertThat(figures).containsOnlyKeys(Embedding.RECALL);
            return figures.get(Embedding.RECALL);
        }
    }
}
