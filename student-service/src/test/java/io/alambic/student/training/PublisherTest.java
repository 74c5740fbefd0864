package io.alambic.student.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.alambic.core.checkpoint.CheckpointStore;
import io.alambic.core.checkpoint.Lineage;
import io.alambic.core.evaluate.HoldoutWindow;
import io.alambic.core.evaluate.PromotionRule;
import io.alambic.core.explain.HeldOutLayers;
import io.alambic.core.explain.LayerSimilarity;
import io.alambic.core.figures.Figure;
import io.alambic.core.search.Criterion;
import io.alambic.core.search.Population;
import io.alambic.core.search.SearchSettings;
import io.alambic.core.task.Tasks;
import io.alambic.core.train.CandidateSettings;
import io.alambic.core.train.Snapshots;
import io.alambic.student.Recorder;
import io.alambic.student.TinyTask;
import io.alambic.student.batch.HoldoutSplit;
import io.alambic.student.batch.KnowledgeSamples;
import io.alambic.student.canary.Canary;
import io.alambic.student.canary.CanarySettings;
import io.alambic.student.grpc.Serving;
import io.alambic.student.knowledge.KnowledgeReader;
import io.alambic.student.knowledge.KnowledgeRules;
import io.alambic.student.registry.ServedModels;
import io.alambic.student.threads.TestThreads;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublisherTest {

    private static final long BETWEEN_LOOKS = 7;
    private static final TrainerSettings SETTINGS = new TrainerSettings(
            TinyTask.candidate(), new PromotionRule(1), Duration.ofSeconds(1), Duration.ofSeconds(1), 5);

    private static final int LAYER_SAMPLES = 64;

    private final HeldOutLayers layers = new HeldOutLayers();
    private final HoldoutWindow holdout = new HoldoutWindow(64, Tasks.CLASSIFICATION);
    private final ServedModels models = Serving.models();
    private final Recorder recorder = new Recorder();
    private final Progress progress = new Progress(Lineage.EMPTY);
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private long nanos;
    private Versions versions;
    private NDManager engine;
    private Snapshots snapshots;
    private Population population;
    private CandidateEvaluator judge;
    private Publisher publisher;

    @TempDir
    Path folder;

    @BeforeEach
    void makeCandidate() throws IOException {
        versions = new Versions(0, new CheckpointStore(folder, 1, (file, reason) -> {}).versions());
        engine = NDManager.newBaseManager();
        population = Population.fresh(SETTINGS.candidate(), SETTINGS.search(), engine);
        snapshots = new Snapshots(SETTINGS.candidate().architecture(), engine, 1);
        judge = new CandidateEvaluator(
                engine, snapshots, holdout, layers, models, () -> nanos += BETWEEN_LOOKS, waiting::add);
        publisher = new Publisher(SETTINGS, engine, snapshots, judge, models, recorder);
    }

    @AfterEach
    void free() {
        models.close();
        population.close();
        engine.close();
    }

    @Test
    void judgesNothingWithoutAHoldout() throws Exception {
        // When
        Optional<Promotion> outcome = publish();

        // Then
        assertThat(outcome).isEmpty();
        assertThat(models.isReady()).isFalse();
    }

    @Test
    void tellsHowLongTheHoldoutTook() throws Exception {
        // Given
        fillHoldout();

        // When
        publish();

        // Then
        assertThat(recorder.evaluationNanos()).isEqualTo(BETWEEN_LOOKS);
    }

    @Test
    void whatTheWeightsTookOverIsKnownOnceTheyAreEvaluated() throws Exception {
        // Given
        fillHoldout();
        Transfer before = publisher.transfer();

        // When
        publish();
        List<LayerSimilarity> first = publisher.transfer().layers();
        publish();

        // Then
        assertThat(before).isEqualTo(Transfer.NONE);
        assertThat(first)
                .extracting(LayerSimilarity::teacherLayer, LayerSimilarity::studentLayer)
                .contains(tuple("logits", "logits"));
        assertThat(publisher.transfer().layers()).as("of the one before").isEqualTo(first);
        assertThat(publisher.transfer().agreementByClass()).hasSize(TinyTask.CLASSES);
        assertThat(recorder.transfer()).isEqualTo(publisher.transfer());
    }

    @Test
    void promotesUnderTheNextVersion() throws Exception {
        // Given
        fillHoldout();
        publish();

        // When
        Optional<Promotion> outcome = publish();

        // Then
        assertThat(outcome).containsInstanceOf(Promotion.Promoted.class);
        assertThat(models.peek().orElseThrow().version()).isEqualTo(2);
        assertThat(recorder.promotions()).hasSize(2);
    }

    @Test
    void offersNoOtherWhileACandidateIsTriedOnRequests() throws Exception {
        // Given
        fillHoldout();
        Canary canary = new Canary(
                new CanarySettings(0.1, 0, 1, 1, Duration.ofHours(1)),
                Tasks.CLASSIFICATION.alikeness().orElseThrow(),
                TinyTask.STUDENT.signature(),
                models,
                () -> engine,
                () -> {},
                System::nanoTime,
                recorder,
                TestThreads.supervisor());
        canary.start();
        Optional<Promotion> first = publish();

        // When
        Optional<Promotion> second = publish();
        Optional<Promotion> third = publish();
        canary.stop(TestThreads.soon());

        // Then
        assertThat(first).containsInstanceOf(Promotion.Promoted.class);
        assertThat(second).containsInstanceOf(Promotion.OnTrial.class);
        assertThat(third).isEmpty();
        assertThat(models.peek().orElseThrow().version()).isEqualTo(1);
    }

    @Test
    void servesACopyThatFurtherTrainingDoesNotTouch() throws Exception {
        // Given
        fillHoldout();
        publish();
        NDArray trained =
                population.leader().network().learned().values().iterator().next();
        NDArray served = models.peek()
                .orElseThrow()
                .network()
                .snapshot()
                .values()
                .iterator()
                .next();
        float[] before = served.toFloatArray();

        // When
        try (NDArray one = engine.ones(trained.getShape())) {
            trained.addi(one);
        }

        // Then
        assertThat(served.toFloatArray()).isEqualTo(before).isNotEqualTo(trained.toFloatArray());
    }

    @Test
    void leavesTheServedWeightsWhereTheCandidateIsNotFinite() throws Exception {
        // Given
        fillHoldout();
        publish();
        population.leader().network().learned().values().iterator().next().muli(Float.NaN);

        // When
        Optional<Promotion> outcome = publish();

        // Then
        assertThat(outcome).containsInstanceOf(Promotion.Rejected.class);
        assertThat(models.peek().orElseThrow().version()).isEqualTo(1);
    }

    @Test
    void judgesTheWeightsAsTheyWereThoughTrainingGoesOn() throws Exception {
        // Given
        fillHoldout();
        publisher.begin(population, progress);
        population.leader().network().learned().values().iterator().next().muli(Float.NaN);
        assertThat(judge.poll()).isEmpty();

        // When
        waiting.remove().run();

        // Then
        CandidateEvaluations judgement = judge.poll().orElseThrow();
        assertThat(publisher.publish(judgement, population, versions)).containsInstanceOf(Promotion.Promoted.class);
        assertThat(judge.poll()).isEmpty();
        assertThat(publish()).containsInstanceOf(Promotion.Rejected.class);
    }

    @Test
    void judgesOneMomentAtATime() throws Exception {
        // Given
        fillHoldout();

        // When
        boolean first = publisher.begin(population, progress);
        boolean second = publisher.begin(population, progress);

        // Then
        assertThat(first).isTrue();
        assertThat(second).isFalse();
        assertThat(waiting).hasSize(1);
    }

    @Test
    void candidatesThatWereReplacedMeanwhileArePromotedNoMore() throws Exception {
        // Given
        fillHoldout();
        publisher.begin(population, progress);
        CandidateSettings candidate = SETTINGS.candidate();
        SearchSettings two = new SearchSettings(
                List.of(candidate.hyperparameters(), candidate.hyperparameters()),
                5,
                new Criterion(Optional.of(Figure.KL)),
                3);

        try (Population others = Population.fresh(candidate, two, engine)) {
            // When
            Optional<Promotion> outcome = publisher.publish(judge.await().orElseThrow(), others, versions);

            // Then
            assertThat(outcome).isEmpty();
            assertThat(models.isReady()).isFalse();
            assertThat(recorder.promotions()).isEmpty();
        }
    }

    @Test
    void whatHindersTheJudgeIsToldToTheTrainer() throws Exception {
        // Given
        fillHoldout();
        CandidateEvaluator hindered = new CandidateEvaluator(
                engine,
                snapshots,
                holdout,
                layers,
                models,
                () -> {
                    throw new IllegalStateException("no memory");
                },
                Runnable::run);

        // When
        hindered.begin(population, Lineage.EMPTY);

        // Then
        assertThatThrownBy(hindered::poll)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no memory");
        assertThat(hindered.poll()).isEmpty();
    }

    private Optional<Promotion> publish() throws InterruptedException {
        publisher.begin(population, progress);
        Optional<CandidateEvaluations> judgement = judge.await();
        return judgement.flatMap(judged -> publisher.publish(judged, population, versions));
    }

    private void fillHoldout() throws Exception {
        KnowledgeRules rules = new KnowledgeRules(TinyTask.STUDENT.signature(), List.of());
        byte[] value = new TinyTask(1).next(16).build().toByteArray();
        KnowledgeSamples samples = new KnowledgeReader(rules, new HoldoutSplit(0.5), InstantSource.system())
                .read(new ConsumerRecord<>("knowledge", 0, 0, null, ByteBuffer.wrap(value)))
                .samples();
        for (int i = 0; i < samples.samples(); i++) {
            holdout.append(samples.inputs(), samples.logits(), samples.labels(), i);
        }
        for (int i = 0; i < LAYER_SAMPLES; i++) {
            layers.append("", samples.inputs(), List.of(samples.logits()), i % Math.toIntExact(samples.samples()));
        }
    }
}
