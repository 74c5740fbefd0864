package io.alambic.student.training;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.alambic.core.checkpoint.Checkpoint;
import io.alambic.core.checkpoint.CheckpointStore;
import io.alambic.core.evaluate.HoldoutWindow;
import io.alambic.core.evaluate.PromotionRule;
import io.alambic.core.figures.Figure;
import io.alambic.core.hyperparameters.Hyperparameter;
import io.alambic.core.hyperparameters.Hyperparameters;
import io.alambic.core.hyperparameters.Schedule;
import io.alambic.core.search.CandidateHistory;
import io.alambic.core.search.Criterion;
import io.alambic.core.search.SearchSettings;
import io.alambic.core.task.Tasks;
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
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The trainer with three candidates, a real engine and real files; only Kafka is missing. */
class SearchTrainerTest {

    private static final int BATCH = 8;
    private static final int FAILURES = 2;
    private static final int RECORDS = 40;
    private static final String MODEL = TinyTask.STUDENT.fingerprint();
    private static final SearchSettings SEARCH = new SearchSettings(
            Stream.of(0.5f, 0.7f, 0.3f).map(SearchTrainerTest::hyperparameters).toList(),
            5,
            new Criterion(Optional.of(Figure.KL)),
            3);

    @TempDir
    Path folder;

    private final List<Knowledge> records = records();
    private NDManager engine;

    @BeforeEach
    void openEngine() {
        engine = NDManager.newBaseManager();
    }

    @AfterEach
    void closeEngine() {
        engine.close();
    }

    @Test
    void aRestartedSearchGoesOnBitForBitAsOneThatWasNeverInterrupted() throws Exception {
        // Given
        Recorder whole = learn("whole", SEARCH, 0, records);

        // When
        learn("parts", SEARCH, 0, records.subList(0, RECORDS / 2));
        Recorder second = learn("parts", SEARCH, RECORDS / 2, records.subList(RECORDS / 2, RECORDS));

        // Then
        Checkpoint expected = newest("whole");
        Checkpoint actual = newest("parts");
        assertThat(second.steps()).isLessThan(whole.steps());
        assertThat(actual.lineage()).isEqualTo(expected.lineage());
        assertThat(actual.populationState()).isEqualTo(expected.populationState());
        assertThat(actual.populationState().orElseThrow().ended()).hasSize((int) whole.steps() / 5);
        assertThat(bytes(actual).keySet()).isEqualTo(bytes(expected).keySet());
        bytes(expected)
                .forEach((name, bytes) ->
                        assertThat(bytes(actual).get(name)).as(name).isEqualTo(bytes));
    }

    @Test
    void batchesThatNoCandidateCanLearnFromTakeTheWholePopulationBack() throws Exception {
        // Given
        learn("astray", SEARCH, 0, records.subList(0, RECORDS / 2));
        Checkpoint good = newest("astray");
        Map<String, byte[]> expected = bytes(good);

        // When
        Recorder recorder = learn("astray", SEARCH, RECORDS / 2, records.subList(0, 2), HugeMaps::in);

        // Then
        assertThat(recorder.promotions()).hasAtLeastOneElementOfType(Promotion.RolledBack.class);
        Checkpoint after = newest("astray");
        assertThat(after.populationState().orElseThrow().living())
                .isEqualTo(good.populationState().orElseThrow().living());
        Map<String, byte[]> actual = bytes(after);
        expected.forEach((name, bytes) -> {
            if (!name.startsWith("holdout/")) {
                assertThat(actual.get(name)).as(name).isEqualTo(bytes);
            }
        });
    }

    @Test
    void aSearchThatIsTurnedOnBeginsFromTheWeightsThatAreThere() throws Exception {
        // Given
        SearchSettings off = SearchSettings.off(TinyTask.candidate().hyperparameters());
        learn("turned", off, 0, records.subList(0, 10));
        Checkpoint single = newest("turned");

        // When
        learn("turned", SEARCH, 10, List.of());
        Checkpoint searched = newest("turned");
        learn("turned", off, 10, List.of());

        // Then
        assertThat(single.populationState()).isEmpty();
        assertThat(bytes(single).keySet()).noneMatch(name -> name.startsWith("candidate/"));
        bytes(single).forEach((name, bytes) -> assertThat(bytes(searched))
                .containsEntry(name, bytes)
                .containsEntry("candidate/1/" + name, bytes)
                .containsEntry("candidate/2/" + name, bytes));
        assertThat(searched.populationState().orElseThrow().living())
                .extracting(CandidateHistory::bornAt)
                .containsOnly(single.lineage().step());
        assertThat(newest("turned").state().keySet()).noneMatch(name -> name.startsWith("candidate/"));
    }

    private static Hyperparameters hyperparameters(float lambda1) {
        return TinyTask.candidate()
                .hyperparameters()
                .with(Map.of(
                        Hyperparameter.LAMBDA1,
                        Schedule.constant(lambda1),
                        Hyperparameter.LAMBDA2,
                        Schedule.constant(1 - lambda1)));
    }

    private static List<Knowledge> records() {
        TinyTask task = new TinyTask(1);
        return LongStream.range(0, RECORDS)
                .mapToObj(offset -> task.next(BATCH, offset).build())
                .toList();
    }

    /** A process of its own, which learns the records and ends. */
    private Recorder learn(String name, SearchSettings search, long from, List<Knowledge> knowledge) throws Exception {
        return learn(name, search, from, knowledge, read -> read);
    }

    private Recorder learn(
            String name,
            SearchSettings search,
            long from,
            List<Knowledge> knowledge,
            UnaryOperator<KnowledgeSamples> changed)
            throws Exception {
        Recorder recorder = new Recorder();
        SlotRing ring = new SlotRing(2 * RECORDS, BATCH, 1 << 30);
        HoldoutWindow holdout = new HoldoutWindow(32, Tasks.CLASSIFICATION);
        AtomicLong ticks = new AtomicLong();
        BatchAssembler assembler = new BatchAssembler(ring, BATCH, 1, ticks::incrementAndGet);
        KnowledgeReader reader = new KnowledgeReader(
                new KnowledgeRules(
                        TinyTask.STUDENT.signature(), TinyTask.candidate().features()),
                new HoldoutSplit(0.2),
                InstantSource.system());
        long offset = from;
        for (Knowledge record : knowledge) {
            assembler.begin(changed.apply(reader.read(
                            new ConsumerRecord<>("knowledge", 0, offset, null, ByteBuffer.wrap(record.toByteArray())))
                    .samples()));
            assertThat(assembler.advance()).isTrue();
            assembler.submitDue();
            offset++;
        }
        TrainerSettings settings = new TrainerSettings(
                TinyTask.candidate(),
                search,
                new PromotionRule(1),
                Duration.ofHours(1),
                Duration.ofHours(1),
                FAILURES,
                Duration.ZERO,
                UpkeepLimits.NONE,
                false);
        try (ServedModels models = Serving.models();
                Trainer trainer = new Trainer(
                        settings,
                        engine,
                        ring,
                        holdout,
                        store(name),
                        models,
                        new LifeCycle(),
                        () -> 0,
                        Runnable::run,
                        recorder)) {
            trainer.restore();
            Thread thread = new Thread(() -> {
                recorder.await("all batches to be taken", seen -> ring.waiting() == 0);
                trainer.stop();
            });
            thread.start();
            trainer.run();
            thread.join();
        }
        return recorder;
    }

    private CheckpointStore store(String name) throws Exception {
        return new CheckpointStore(folder.resolve(name), 3, (file, reason) -> {
            throw new AssertionError(file + " was set aside: " + reason);
        });
    }

    private Checkpoint newest(String name) throws Exception {
        return store(name).newest(MODEL, engine).orElseThrow();
    }

    private static Map<String, byte[]> bytes(Checkpoint checkpoint) {
        Map<String, byte[]> bytes = new HashMap<>();
        checkpoint.state().forEach((String name, NDArray array) -> bytes.put(name, array.toByteArray()));
        return bytes;
    }
}
