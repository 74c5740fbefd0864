package io.alambic.student.training;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.protobuf.ByteString;
import io.alambic.core.checkpoint.Checkpoint;
import io.alambic.core.checkpoint.CheckpointStore;
import io.alambic.core.checkpoint.Lineage;
import io.alambic.core.evaluate.HoldoutEvaluation;
import io.alambic.core.evaluate.HoldoutLook;
import io.alambic.core.evaluate.HoldoutWindow;
import io.alambic.core.evaluate.PromotionRule;
import io.alambic.core.figures.Figure;
import io.alambic.core.figures.HoldoutFigures;
import io.alambic.core.search.SearchSettings;
import io.alambic.core.task.Tasks;
import io.alambic.core.tensor.EncodedTensor;
import io.alambic.core.train.Candidate;
import io.alambic.core.train.CandidateSettings;
import io.alambic.student.ChangedStudent;
import io.alambic.student.Recorder;
import io.alambic.student.TinyTask;
import io.alambic.student.batch.BatchAssembler;
import io.alambic.student.batch.HoldoutSplit;
import io.alambic.student.batch.KnowledgeSamples;
import io.alambic.student.batch.SlotRing;
import io.alambic.student.grpc.Serving;
import io.alambic.student.knowledge.KnowledgeReader;
import io.alambic.student.knowledge.KnowledgeRules;
import io.alambic.student.registry.ServedModels;
import io.alambic.v1.Knowledge;
import io.alambic.v1.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The trainer with a real engine and real files; only Kafka is missing, and its time stands still. */
class TrainerTest {

    private static final int BATCH = 8;
    private static final int FAILURES = 2;

    /** In readings of the clock, where it does not stand still. */
    private static final Duration PUBLISH_AFTER = Duration.ofNanos(12);

    private static final HoldoutFigures FIGURES = HoldoutFigures.ofClasses(20, 0.1, 0.9, Double.NaN);

    @TempDir
    Path folder;

    private final TinyTask task = new TinyTask(1);
    private final Recorder recorder = new Recorder();
    private final SlotRing ring = new SlotRing(128, BATCH, 1 << 30);
    private final AtomicLong ticks = new AtomicLong();
    private final HoldoutWindow holdout = new HoldoutWindow(64, Tasks.CLASSIFICATION);
    private final ServedModels models = Serving.models();
    private final KnowledgeReader reader = new KnowledgeReader(
            new KnowledgeRules(
                    TinyTask.STUDENT.signature(), TinyTask.candidate().features()),
            new HoldoutSplit(0.2),
            InstantSource.system());
    private final KnowledgeReader trainingOnly = new KnowledgeReader(
            new KnowledgeRules(
                    TinyTask.STUDENT.signature(), TinyTask.candidate().features()),
            new HoldoutSplit(1e-12),
            InstantSource.system());
    private final BatchAssembler assembler = new BatchAssembler(ring, BATCH, 1, ticks::incrementAndGet);
    private CandidateSettings candidate = TinyTask.candidate();
    private boolean serveUntrained;
    private NDManager engine;

    @BeforeEach
    void openEngine() {
        engine = NDManager.newBaseManager();
    }

    @AfterEach
    void closeEngine() {
        models.close();
        engine.close();
    }

    @Test
    void checkpointsWhatItLearnedWhenItStops() throws Exception {
        // Given
        produce(0, 4);

        // When
        train(new PromotionRule(1));

        // Then
        Lineage lineage = newest().lineage();
        assertThat(lineage.step()).isEqualTo(recorder.steps());
        assertThat(lineage.trained()).isEqualTo(recorder.trained());
        assertThat(lineage.heldOut()).isEqualTo(recorder.heldOut());
        assertThat(lineage.trained() + lineage.heldOut()).isEqualTo(4 * BATCH);
        assertThat(lineage.offsets()).containsExactly(Map.entry("knowledge-0", 4L));
        assertThat(lineage.read().get("knowledge-0").records()).isEqualTo(4);
        assertThat(lineage.givenUp()).isZero();
        assertThat(models.peek().orElseThrow().step()).isEqualTo(lineage.step());
    }

    @Test
    void untrainedWeightsServeWhereTheSettingsSaySo() throws Exception {
        // Given
        serveUntrained = true;

        // When
        restore();

        // Then
        assertThat(models.peek()).hasValueSatisfying(served -> {
            assertThat(served.version()).isEqualTo(1);
            assertThat(served.step()).isZero();
            assertThat(served.facts().figures()).isEmpty();
        });
    }

    @Test
    void nothingServesBeforeItHasLearned() throws Exception {
        // When
        restore();

        // Then
        assertThat(models.isReady()).isFalse();
    }

    @Test
    void anOlderOffsetOfAnotherPartitionSurvivesInTheCheckpoint() throws Exception {
        // Given
        save(new Lineage(3, 20, 2, 500, new TreeMap<>(Map.of("knowledge-1", 9L))), 6);
        produce(0, 1);

        // When
        train(new PromotionRule(1));

        // Then
        assertThat(newest().lineage().offsets())
                .containsExactly(Map.entry("knowledge-0", 1L), Map.entry("knowledge-1", 9L));
        assertThat(newest().lineage().trained()).isEqualTo(20 + recorder.trained());
        assertThat(newest().version()).isGreaterThan(6);
    }

    @Test
    void rollsBackAfterBatchesWithoutAFiniteCostAndGoesOn() throws Exception {
        // Given
        save(new Lineage(3, 20, 2, 500, new TreeMap<>()), 1);
        for (int i = 0; i < FAILURES; i++) {
            placeTooLarge(i);
        }
        produce(FAILURES, 2);

        // When
        train(new PromotionRule(1));

        // Then
        assertThat(recorder.promotions().get(0)).isInstanceOfSatisfying(Promotion.RolledBack.class, rolledBack -> {
            assertThat(rolledBack.from()).isEqualTo(3);
            assertThat(rolledBack.to()).isEqualTo(3);
        });
        assertThat(recorder.steps()).isPositive();
        assertThat(newest().lineage().step()).isEqualTo(3 + recorder.steps());
        assertThat(newest().lineage().offsets()).containsEntry("knowledge-0", FAILURES + 2L);
        assertThat(recorder.givenUp()).isPositive();
        assertThat(newest().lineage().givenUp()).isEqualTo(recorder.givenUp());
    }

    @Test
    void restoredWeightsServeAtOnceWhereTheyHadBeenPromoted() throws Exception {
        // Given
        save(new Lineage(3, 20, 2, 500, new TreeMap<>()), 6, Optional.of(FIGURES));

        // When
        restore();

        // Then
        assertThat(models.peek().orElseThrow().step()).isEqualTo(3);
        assertThat(models.peek().orElseThrow().version()).isEqualTo(7);
    }

    @Test
    void restoredWeightsThatNothingJudgedDoNotServe() throws Exception {
        // Given
        save(new Lineage(3, 20, 2, 500, new TreeMap<>()), 6);

        // When
        restore();

        // Then
        assertThat(models.isReady()).isFalse();
    }

    @Test
    void theNewestPromotedWeightsServeWhereNewerOnesWereNotJudged() throws Exception {
        // Given
        save(new Lineage(3, 20, 2, 500, new TreeMap<>()), 6, Optional.of(FIGURES));
        save(new Lineage(9, 80, 2, 900, new TreeMap<>(Map.of("knowledge-0", 5L))), 6);

        // When
        Map<String, Long> offsets = restore().offsets();

        // Then
        assertThat(models.peek().orElseThrow().step()).isEqualTo(3);
        assertThat(models.peek().orElseThrow().newestEventTimeMs()).isEqualTo(500);
        assertThat(offsets).containsEntry("knowledge-0", 5L);
    }

    @Test
    void aCheckpointIsOfTheVeryWeightsThatWerePromoted() throws Exception {
        // Given
        produce(0, 8);

        // When
        train(new PromotionRule(1));

        // Then
        assertThat(newest().figures()).isPresent();
        assertThat(newest().lineage().step())
                .isEqualTo(models.peek().orElseThrow().step());
    }

    @Test
    void learnsOnWhileCopiesAreJudgedAndServesThem() throws Exception {
        // Given
        produce(0, 40);
        LateJudge judge = new LateJudge();

        // When
        train(new PromotionRule(1), Duration.ZERO, () -> ring.waiting() == 0, judge::tick, judge);

        // Then
        assertThat(recorder.promotions().get(0))
                .isInstanceOfSatisfying(Promotion.Promoted.class, first -> assertThat(first.step())
                        .isEqualTo(judge.judgedAt.get(0) - LateJudge.STEPS));
        assertThat(newest().figures()).isPresent();
        assertThat(newest().lineage().step())
                .isEqualTo(recorder.steps())
                .isEqualTo(models.peek().orElseThrow().step());
    }

    @Test
    void restsAfterARollBackThoughMoreComes() throws Exception {
        // Given
        for (int i = 0; i < FAILURES; i++) {
            placeTooLarge(i);
        }
        produce(FAILURES, 2);

        // When
        train(
                new PromotionRule(1),
                Duration.ofHours(1),
                () -> !recorder.promotions().isEmpty(),
                () -> 0);

        // Then
        assertThat(recorder.promotions()).singleElement().isInstanceOfSatisfying(Promotion.RolledBack.class, back -> {
            assertThat(back.inARow()).isEqualTo(1);
            assertThat(back.rest()).isEqualTo(Duration.ofHours(1));
        });
        assertThat(recorder.steps()).isZero();
        assertThat(ring.waiting()).isEqualTo(2);
    }

    @Test
    void aTeacherThatAnswersTheOppositeIsNotPromotedAndTheTrainerGoesBack() throws Exception {
        // Given
        produce(0, 60);
        for (int i = 0; i < 30; i++) {
            place(trainingOnly.read(record(opposite(), 60 + i)).samples());
        }

        // When
        train(
                new PromotionRule(0),
                Duration.ofHours(1),
                () -> recorder.promotions().stream().anyMatch(Promotion.RolledBack.class::isInstance),
                ticks::incrementAndGet);

        // Then
        long served = models.peek().orElseThrow().step();
        assertThat(agreementOfTheServed()).isGreaterThan(0.95);
        assertThat(recorder.promotions().stream().filter(Promotion.Rejected.class::isInstance))
                .hasSizeGreaterThanOrEqualTo(FAILURES);
        assertThat(newest().lineage().step()).isLessThanOrEqualTo(served);
        assertThat(newest().lineage().givenUp())
                .isPositive()
                .isEqualTo(recorder.trained() - newest().lineage().trained());
        assertThat(newest().figures()).isPresent();
    }

    @Test
    void whatARollBackTakesOutOfTheWeightsIsToldAsGivenUp() throws Exception {
        // Given
        produce(0, 60);
        for (int i = 0; i < 30; i++) {
            place(trainingOnly.read(record(opposite(), 60 + i)).samples());
        }

        // When
        train(
                new PromotionRule(0),
                Duration.ofHours(1),
                () -> recorder.promotions().stream().anyMatch(Promotion.RolledBack.class::isInstance),
                ticks::incrementAndGet);

        // Then
        long told = recorder.promotions().stream()
                .filter(Promotion.RolledBack.class::isInstance)
                .mapToLong(back -> ((Promotion.RolledBack) back).givenUp())
                .sum();
        assertThat(told).isPositive().isEqualTo(newest().lineage().givenUp());
    }

    @Test
    void anotherTeacherIsLearnedFromWithoutARollBack() throws Exception {
        // Given: what the second says is the opposite of what the first said
        produce(0, 60);
        for (int i = 0; i < 60; i++) {
            place(opposite().toBuilder().setTeacherVersion("2").build(), 60 + i);
        }

        // When
        train(new PromotionRule(0.1), Duration.ofHours(1), () -> ring.waiting() == 0, ticks::incrementAndGet);

        // Then
        assertThat(recorder.promotions()).noneMatch(Promotion.RolledBack.class::isInstance);
        assertThat(holdout.teacher()).isEqualTo("computed@2");
        assertThat(agreementOfTheServed()).isGreaterThan(0.9);
    }

    @Test
    void aStreamThatBecomesNarrowerIsToldAndNotRolledBack() throws Exception {
        // Given: all classes, then one
        produce(0, 60);
        for (int i = 0; i < 60; i++) {
            place(ofOneClass(60 + i), 60 + i);
        }

        // When
        train(new PromotionRule(0), Duration.ofHours(1), () -> ring.waiting() == 0, () -> ticks.incrementAndGet() / 10);

        // Then
        assertThat(recorder.narrowings()).isNotEmpty();
        assertThat(recorder.narrowings().get(0)).contains("served weights were judged on");
        assertThat(recorder.promotions()).noneMatch(Promotion.RolledBack.class::isInstance);
    }

    /** Samples of any class, all of which the teacher takes for the first. */
    private Knowledge ofOneClass(long offset) {
        Knowledge.Builder knowledge = task.next(BATCH, offset);
        ByteBuffer logits =
                ByteBuffer.allocate(BATCH * TinyTask.CLASSES * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < BATCH; i++) {
            logits.putFloat(6).putFloat(0).putFloat(0).putFloat(0);
        }
        knowledge.getLogitsBuilder().getFullBuilder().setData(ByteString.copyFrom(logits.flip()));
        return knowledge.build();
    }

    @Test
    void batchesThatTheEngineCannotComputeAreGivenUpAndTheOthersLearned() throws Exception {
        // Given
        place(task.next(BATCH, 0).build(), 0);
        assembler.begin(unfit(1));
        assembler.advance();
        produce(2, 3);

        // When
        train(new PromotionRule(1));

        // Then
        assertThat(recorder.givenUp()).isPositive();
        assertThat(recorder.steps()).isEqualTo(4);
        assertThat(newest().lineage().givenUp()).isEqualTo(recorder.givenUp());
        assertThat(newest().lineage().offsets()).containsEntry("knowledge-0", 5L);
    }

    @Test
    void aSampleThatTheEngineCannotComputeIsGivenUpAloneAndItsNeighboursAreLearned() throws Exception {
        // Given
        candidate = TinyTask.candidate(ChangedStudent.poisonedByBlackImages());
        place(trainingOnly.read(record(withBlackImage(3), 0)).samples());
        produce(1, 3);

        // When
        train(new PromotionRule(1));

        // Then
        assertThat(recorder.givenUp()).isEqualTo(1);
        assertThat(recorder.trained() + recorder.heldOut()).isEqualTo(4 * BATCH - 1);
        assertThat(newest().lineage().givenUp()).isEqualTo(1);
        assertThat(newest().lineage().trained()).isEqualTo(recorder.trained());
        assertThat(newest().lineage().offsets()).containsEntry("knowledge-0", 4L);
    }

    private Knowledge withBlackImage(int sample) {
        Knowledge.Builder knowledge = task.next(BATCH, 0);
        byte[] images = knowledge.getInputs(0).getData().toByteArray();
        int bytes = images.length / BATCH;
        Arrays.fill(images, sample * bytes, (sample + 1) * bytes, (byte) 0);
        knowledge.getInputsBuilder(0).setData(ByteString.copyFrom(images));
        return knowledge.build();
    }

    @Test
    void anEventTimeInTheFutureHealsWhenItsCheckpointIsRead() throws Exception {
        // Given
        save(new Lineage(3, 20, 2, 3_976_000_000_000L, new TreeMap<>()), 6, Optional.of(FIGURES));
        TrainerSettings settings = settings(new PromotionRule(1), Duration.ZERO);

        // When
        try (Trainer trainer = new Trainer(
                settings, engine, ring, holdout, store(), models, new LifeCycle(), () -> 0, Runnable::run, recorder)) {
            trainer.boundEventTimes(() -> 1000);
            trainer.restore();
        }

        // Then
        assertThat(models.peek().orElseThrow().newestEventTimeMs()).isEqualTo(1000);
    }

    /** A record with maps that no projector fits, as none of the rules would let it through. */
    private KnowledgeSamples unfit(long offset) throws Exception {
        KnowledgeSamples fit =
                reader.read(record(task.next(BATCH, offset).build(), offset)).samples();
        EncodedTensor map = fit.features().get(0);
        Shape flat = new Shape(BATCH, map.sampleShape().size());
        return new KnowledgeSamples(
                fit.teacher(),
                fit.partition(),
                fit.offset(),
                fit.read(),
                fit.taughtBy(),
                fit.eventTimeMs(),
                fit.samples(),
                fit.inputs(),
                fit.logits(),
                List.of(new EncodedTensor(map.name(), map.type(), flat, map.data(), null)),
                fit.labels(),
                fit.heldOut(),
                fit.refused());
    }

    /** Looks at the holdout some steps after it was asked to, unless the trainer has waited and done it. */
    private final class LateJudge implements Executor {

        static final long STEPS = 2;

        private final List<Long> judgedAt = new ArrayList<>();
        private Runnable work = () -> {};
        private long due = Long.MAX_VALUE;

        @Override
        public void execute(Runnable asked) {
            work = asked;
            due = recorder.steps() + STEPS;
        }

        long tick() {
            if (recorder.steps() == due) {
                due = Long.MAX_VALUE;
                judgedAt.add(recorder.steps());
                work.run();
            }
            return ticks.incrementAndGet();
        }
    }

    private double agreementOfTheServed() {
        try (HoldoutLook look = holdout.look()) {
            return look.evaluate(models.peek().orElseThrow().network(), HoldoutEvaluation.NONE, engine)
                    .orElseThrow()
                    .figures()
                    .value(Figure.AGREEMENT);
        }
    }

    private void produce(long from, int records) throws Exception {
        for (long offset = from; offset < from + records; offset++) {
            place(task.next(BATCH, offset).build(), offset);
        }
    }

    private void place(Knowledge knowledge, long offset) throws Exception {
        place(reader.read(record(knowledge, offset)).samples());
    }

    private static ConsumerRecord<byte[], ByteBuffer> record(Knowledge knowledge, long offset) {
        return new ConsumerRecord<>("knowledge", 0, offset, null, ByteBuffer.wrap(knowledge.toByteArray()));
    }

    private void place(KnowledgeSamples samples) throws Exception {
        assembler.begin(samples);
        assertThat(assembler.advance()).isTrue();
        assembler.submitDue();
    }

    /** Knowledge that says of every sample that it is of the next class. */
    private Knowledge opposite() {
        Knowledge.Builder knowledge = task.next(BATCH, 2000);
        Tensor.Builder logits = knowledge.getLogitsBuilder().getFullBuilder();
        ByteBuffer right = logits.getData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer wrong = ByteBuffer.allocate(right.remaining()).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < BATCH; i++) {
            for (int k = 0; k < TinyTask.CLASSES; k++) {
                wrong.putFloat(right.getFloat(Float.BYTES * (i * TinyTask.CLASSES + (k + 1) % TinyTask.CLASSES)));
            }
        }
        logits.setData(ByteString.copyFrom(wrong.flip()));
        return knowledge.build();
    }

    private void placeTooLarge(long offset) throws Exception {
        place(HugeMaps.in(
                reader.read(record(task.next(BATCH, 1000).build(), offset)).samples()));
    }

    private void train(PromotionRule rule) throws Exception {
        train(rule, Duration.ZERO, () -> ring.waiting() == 0, () -> 0);
    }

    private Lineage restore() throws Exception {
        TrainerSettings settings = settings(new PromotionRule(1), Duration.ZERO);
        try (Trainer trainer = new Trainer(
                settings, engine, ring, holdout, store(), models, new LifeCycle(), () -> 0, Runnable::run, recorder)) {
            return trainer.restore();
        }
    }

    private TrainerSettings settings(PromotionRule rule, Duration rest) {
        return new TrainerSettings(
                candidate,
                SearchSettings.off(candidate.hyperparameters()),
                rule,
                PUBLISH_AFTER,
                Duration.ofHours(1),
                FAILURES,
                rest,
                UpkeepLimits.NONE,
                serveUntrained);
    }

    private void train(PromotionRule rule, Duration rest, BooleanSupplier enough, LongSupplier clock) throws Exception {
        train(rule, rest, enough, clock, Runnable::run);
    }

    private void train(PromotionRule rule, Duration rest, BooleanSupplier enough, LongSupplier clock, Executor judging)
            throws Exception {
        LifeCycle life = new LifeCycle();
        try (Trainer trainer = new Trainer(
                settings(rule, rest), engine, ring, holdout, store(), models, life, clock, judging, recorder)) {
            trainer.restore();
            Thread thread = new Thread(() -> {
                try {
                    recorder.await("what is to happen", seen -> enough.getAsBoolean());
                } finally {
                    trainer.stop();
                }
            });
            thread.start();
            trainer.run();
            thread.join();
        }
    }

    private void save(Lineage lineage, long version) throws Exception {
        save(lineage, version, Optional.empty());
    }

    private void save(Lineage lineage, long version, Optional<HoldoutFigures> figures) throws Exception {
        try (NDManager scope = NDManager.newBaseManager();
                Candidate candidate = Candidate.fresh(TinyTask.candidate(), scope)) {
            store().save(new Checkpoint(
                    TinyTask.STUDENT.fingerprint(),
                    version,
                    lineage,
                    new HashMap<>(candidate.state()),
                    Optional.empty(),
                    figures));
        }
    }

    private Checkpoint newest() throws Exception {
        return store().newest(TinyTask.STUDENT.fingerprint(), engine).orElseThrow();
    }

    private CheckpointStore store() throws Exception {
        return new CheckpointStore(folder, 3, (file, reason) -> {});
    }
}
