package io.alambic.student.training;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.protobuf.ByteString;
import io.alambic.core.checkpoint.Checkpoint;
import io.alambic.core.checkpoint.CheckpointStore;
import io.alambic.core.checkpoint.Lineage;
import io.alambic.core.evaluate.HoldoutWindow;
import io.alambic.core.evaluate.PromotionRule;
import io.alambic.core.train.Candidate;
import io.alambic.student.Recorder;
import io.alambic.student.TinyTask;
import io.alambic.student.batch.BatchAssembler;
import io.alambic.student.batch.HoldoutSplit;
import io.alambic.student.batch.KnowledgeSamples;
import io.alambic.student.batch.SlotRing;
import io.alambic.student.ingest.KnowledgeReader;
import io.alambic.student.ingest.KnowledgeRules;
import io.alambic.student.serving.ServedModels;
import io.alambic.student.serving.Serving;
import io.alambic.v1.Knowledge;
import io.alambic.v1.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The trainer with a real engine and real files; only Kafka is missing, and its time stands still. */
class TrainerTest {

    private static final int BATCH = 8;
    private static final int FAILURES = 2;

    @TempDir
    Path folder;

    private final TinyTask task = new TinyTask(1);
    private final Recorder recorder = new Recorder();
    private final SlotRing ring = new SlotRing(32, BATCH);
    private final AtomicLong ticks = new AtomicLong();
    private final HoldoutWindow holdout = new HoldoutWindow(64);
    private final ServedModels models = Serving.models();
    private final KnowledgeReader reader = new KnowledgeReader(
            new KnowledgeRules(
                    TinyTask.STUDENT.signature(), TinyTask.candidate().features()),
            new HoldoutSplit(0.2));
    private final BatchAssembler assembler = new BatchAssembler(ring, holdout, BATCH, 1, ticks::incrementAndGet);
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
        assertThat(models.peek().orElseThrow().step()).isEqualTo(lineage.step());
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
            place(tooLarge(), i);
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
    }

    @Test
    void aCheckpointOfAnotherArchitectureIsSetAside() throws Exception {
        // Given
        try (NDManager scope = NDManager.newBaseManager()) {
            Map<String, NDArray> state = new LinkedHashMap<>();
            state.put("network/x", scope.zeros(new Shape(2)));
            store().save(new Checkpoint("another", 1, new Lineage(9, 9, 9, 9, new TreeMap<>()), state));
        }
        produce(0, 2);

        // When
        train(new PromotionRule(1));

        // Then
        assertThat(newest().lineage().step()).isEqualTo(recorder.steps());
        assertThat(newest().lineage().trained() + newest().lineage().heldOut()).isEqualTo(2 * BATCH);
        assertThat(folder.toFile().list()).anyMatch(name -> name.endsWith(".damaged"));
    }

    private void produce(long from, int records) throws Exception {
        for (long offset = from; offset < from + records; offset++) {
            place(task.next(BATCH, offset).build(), offset);
        }
    }

    private void place(Knowledge knowledge, long offset) throws Exception {
        KnowledgeSamples samples = reader.read(
                new ConsumerRecord<>("knowledge", 0, offset, null, ByteBuffer.wrap(knowledge.toByteArray())));
        assembler.begin(samples);
        assertThat(assembler.advance()).isTrue();
        assembler.submitDue();
    }

    /** Finite maps whose square is not. */
    private Knowledge tooLarge() {
        Knowledge.Builder knowledge = task.next(BATCH, 1000);
        Tensor.Builder map = knowledge.getFeatureMapsBuilder(0);
        ByteBuffer huge = ByteBuffer.allocate(map.getData().size()).order(ByteOrder.LITTLE_ENDIAN);
        while (huge.hasRemaining()) {
            huge.putFloat(Float.MAX_VALUE);
        }
        map.setData(ByteString.copyFrom(huge.flip()));
        return knowledge.build();
    }

    private void train(PromotionRule rule) throws Exception {
        TrainerSettings settings =
                new TrainerSettings(TinyTask.candidate(), rule, Duration.ofHours(1), Duration.ofHours(1), FAILURES);
        LifeCycle life = new LifeCycle();
        try (Trainer trainer = new Trainer(settings, engine, ring, holdout, store(), models, life, () -> 0, recorder)) {
            trainer.restore();
            Thread thread = new Thread(() -> {
                recorder.await("all batches to be taken", seen -> ring.waiting() == 0);
                trainer.stop();
            });
            thread.start();
            trainer.run();
            thread.join();
        }
    }

    private void save(Lineage lineage, long version) throws Exception {
        try (NDManager scope = NDManager.newBaseManager();
                Candidate candidate = Candidate.fresh(TinyTask.candidate(), scope)) {
            store().save(new Checkpoint(
                    TinyTask.STUDENT.toString(), version, lineage, new HashMap<>(candidate.state())));
        }
    }

    private Checkpoint newest() throws Exception {
        return store().newest(TinyTask.STUDENT.toString(), engine).orElseThrow();
    }

    private CheckpointStore store() throws Exception {
        return new CheckpointStore(folder, 3, (file, reason) -> {});
    }
}
