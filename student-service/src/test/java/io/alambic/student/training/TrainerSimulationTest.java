package io.alambic.student.training;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import io.alambic.core.checkpoint.Checkpoint;
import io.alambic.core.checkpoint.CheckpointStore;
import io.alambic.core.checkpoint.Lineage;
import io.alambic.core.checkpoint.RecordsRead;
import io.alambic.core.checkpoint.TaughtBy;
import io.alambic.core.cost.Temperature;
import io.alambic.core.evaluate.HoldoutWindow;
import io.alambic.core.evaluate.PromotionRule;
import io.alambic.core.figures.HoldoutFigures;
import io.alambic.core.search.PopulationState;
import io.alambic.core.task.Tasks;
import io.alambic.core.train.CandidateSettings;
import io.alambic.core.train.StepReport;
import io.alambic.core.zoo.Mlp;
import io.alambic.core.zoo.ZooArchitecture.Input;
import io.alambic.student.batch.BatchAssembler;
import io.alambic.student.batch.KnowledgeSamples;
import io.alambic.student.batch.LineageDelta;
import io.alambic.student.batch.Samples;
import io.alambic.student.batch.SlotRing;
import io.alambic.student.registry.ServedModel;
import io.alambic.student.registry.ServedModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The trainer's life with real files and a real engine, all on one thread, and cut short at any moment: each
 * reading of the clock and each thing that the trainer tells is a place where the process may end, between
 * polling, training, publishing, and the writing, syncing and renaming of a checkpoint. A seed decides
 * everything, so that one that fails fails again.
 *
 * <p>The first process of the seeds 0 to {@value #LONGEST_LIFE} - 1 ends at another moment each, so that these seeds reach
 * every moment. The system property {@code alambic.test.simulations} asks for more seeds.
 */
class TrainerSimulationTest {

    private static final int LONGEST_LIFE = 70;
    private static final int SEEDS = Integer.getInteger("alambic.test.simulations", LONGEST_LIFE);

    /** Where syncing a file costs nothing. */
    private static final Path MEMORY = Path.of("/dev/shm");

    private static final int BATCH = 4;
    private static final int RECORDS = 14;
    private static final int LONGEST_WORK = 30;
    private static final int MOST_CRASHES = 4;
    private static final CandidateSettings STUDENT = new CandidateSettings(
            new Mlp(new Input("x", List.of(1)), List.of(3), 2), 1, 0, 0, new Temperature(1), List.of(), 0.001f, 0, 7);
    private static final String MODEL = STUDENT.architecture().fingerprint();

    private static NDManager engine;
    private static Path folder;

    /** The end of a process. */
    private static final class Crash extends Error {
        private static final long serialVersionUID = 1L;
    }

    @BeforeAll
    static void open() throws IOException {
        engine = NDManager.newBaseManager();
        folder = Files.isWritable(MEMORY)
                ? Files.createTempDirectory(MEMORY, "simulation")
                : Files.createTempDirectory("simulation");
    }

    @AfterAll
    static void close() throws IOException {
        engine.close();
        clear();
        Files.delete(folder);
    }

    static LongStream seeds() {
        return LongStream.range(0, SEEDS);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void whateverEndsTheProcessEveryRecordIsInTheLineageOnceAndTheWeightsAreThoseOfAnUninterruptedRun(long seed)
            throws Exception {
        // Given
        SplittableRandom random = new SplittableRandom(seed);
        List<KnowledgeSamples> log = log(random);
        clear();
        live(log, random.split(), Long.MAX_VALUE, new HashMap<>());
        Map<String, float[]> uninterrupted = weights();
        Lineage whole = newest().lineage();
        clear();

        // When
        Map<Long, Long> stepOfVersion = new HashMap<>();
        int crashes = 1 + random.nextInt(MOST_CRASHES);
        for (int i = 0; i < crashes; i++) {
            long end = 1 + (i == 0 ? seed % LONGEST_LIFE : random.nextInt(LONGEST_LIFE));
            if (live(log, random.split(), end, stepOfVersion)) {
                leaveHalfAFile(random);
            }
        }
        live(log, random.split(), Long.MAX_VALUE, stepOfVersion);

        // Then
        Lineage lineage = newest().lineage();
        assertThat(lineage).isEqualTo(whole);
        assertThat(lineage.read()).isEqualTo(read(log));
        assertThat(lineage.teachers().stream().mapToLong(TaughtBy::records).sum())
                .isEqualTo(lineage.read().values().stream()
                        .mapToLong(RecordsRead::records)
                        .sum());
        assertThat(lineage.trained() + lineage.heldOut())
                .isEqualTo(log.stream().mapToLong(KnowledgeSamples::samples).sum());
        assertThat(weights()).usingRecursiveComparison().isEqualTo(uninterrupted);
    }

    /** Records of two partitions, in the order in which a consumer gives them. */
    private static List<KnowledgeSamples> log(SplittableRandom random) {
        List<KnowledgeSamples> log = new ArrayList<>();
        long[] next = new long[2];
        int first = 0;
        for (int i = 0; i < RECORDS; i++) {
            int partition = random.nextInt(next.length);
            int samples = 1 + random.nextInt(2 * BATCH);
            BitSet heldOut = new BitSet();
            for (int row = 0; row < samples; row++) {
                heldOut.set(row, (i == 0 && row == 0) || random.nextInt(8) == 0);
            }
            log.add(Samples.record(new TopicPartition("k", partition), next[partition]++, first, samples, heldOut));
            first += samples;
        }
        return log;
    }

    private static Map<String, RecordsRead> read(List<KnowledgeSamples> log) {
        Map<String, RecordsRead> read = new TreeMap<>();
        log.forEach(record -> read.merge(record.partition().toString(), record.read(), RecordsRead::then));
        return read;
    }

    /** One process; returns whether it crashed. */
    private boolean live(List<KnowledgeSamples> log, SplittableRandom random, long end, Map<Long, Long> stepOfVersion)
            throws Exception {
        ServedModels models = new ServedModels(1, InstantSource.system(), () -> {});
        Life life = new Life(log, end, random.split());
        TrainerSettings settings = new TrainerSettings(
                STUDENT,
                new PromotionRule(1),
                Duration.ofNanos(3 + random.nextInt(30)),
                Duration.ofNanos(3 + random.nextInt(60)),
                2);
        try (Trainer trainer = new Trainer(
                settings,
                engine,
                life.ring,
                life.holdout,
                store(),
                models,
                new LifeCycle(),
                life::now,
                life::workBeside,
                life)) {
            life.readFrom(trainer, trainer.restore().offsets());
            requireServed(models, stepOfVersion);
            trainer.run();
            return false;
        } catch (Crash e) {
            return true;
        } finally {
            requireServed(models, stepOfVersion);
            models.close();
        }
    }

    /** No version ever stands for two sets of weights, and what serves was promoted. */
    private static void requireServed(ServedModels models, Map<Long, Long> stepOfVersion) {
        models.peek().map(ServedModel::version).ifPresent(version -> {
            long step = models.peek().orElseThrow().step();
            assertThat(stepOfVersion.merge(version, step, (before, now) -> before.equals(now) ? before : -1L))
                    .as("steps of version %d", version)
                    .isEqualTo(step);
        });
    }

    /** What a process leaves that ends while it writes: the file is not renamed yet, and may be torn. */
    private void leaveHalfAFile(SplittableRandom random) throws IOException {
        byte[] content = new byte[random.nextInt(2_000)];
        random.nextBytes(content);
        Files.write(folder.resolve("checkpoint-%012d.safetensors.tmp".formatted(random.nextInt(50))), content);
    }

    private CheckpointStore store() throws IOException {
        return new CheckpointStore(folder, 2, (file, reason) -> {
            throw new AssertionError(file + " was set aside: " + reason);
        });
    }

    private Checkpoint newest() throws IOException {
        return store().newest(MODEL, engine).orElseThrow();
    }

    private Map<String, float[]> weights() throws IOException {
        Map<String, float[]> weights = new TreeMap<>();
        newest().state().forEach((name, array) -> weights.put(name, array.toFloatArray()));
        return weights;
    }

    private static void clear() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
    }

    /**
     * The rest of a process around the trainer; it polls whenever the trainer looks at the clock, and judges and makes checkpoints durable
     * some moments after it was asked to, unless the trainer has done it.
     */
    private static final class Life implements TrainerListener {

        private long late;
        private final SlotRing ring = new SlotRing(2, BATCH, 1 << 30);
        private final HoldoutWindow holdout = new HoldoutWindow(64, Tasks.CLASSIFICATION);
        private final List<KnowledgeSamples> log;
        private final long end;
        private final List<KnowledgeSamples> unread = new ArrayList<>();
        private final BatchAssembler assembler;
        private final SplittableRandom random;
        private Trainer trainer;
        private long moments;
        private final Map<Runnable, Long> beside = new LinkedHashMap<>();

        /** Stopping the trainer reads the clock too. */
        private boolean polling;

        Life(List<KnowledgeSamples> log, long end, SplittableRandom random) {
            this.log = log;
            this.end = end;
            this.random = random;
            this.assembler = new BatchAssembler(ring, BATCH, 1, () -> exhausted() ? ++late : 0);
        }

        void readFrom(Trainer reader, Map<String, Long> offsets) {
            log.stream()
                    .filter(record -> record.offset()
                            >= offsets.getOrDefault(record.partition().toString(), 0L))
                    .forEach(unread::add);
            trainer = reader;
            now();
        }

        private boolean exhausted() {
            return trainer != null && unread.isEmpty();
        }

        private void poll() {
            while (assembler.advance() && !unread.isEmpty()) {
                assembler.begin(unread.remove(0));
            }
            if (assembler.advance() && unread.isEmpty()) {
                assembler.submitDue();
                if (ring.waiting() == 0) {
                    trainer.stop();
                }
            }
        }

        private long moment() {
            moments++;
            if (moments >= end) {
                throw new Crash();
            }
            beside.entrySet().stream()
                    .filter(work -> work.getValue() <= moments)
                    .map(Map.Entry::getKey)
                    .toList()
                    .forEach(work -> {
                        beside.remove(work);
                        work.run();
                    });
            return moments;
        }

        void workBeside(Runnable work) {
            beside.put(work, moments + 1 + random.nextInt(LONGEST_WORK));
        }

        long now() {
            long now = moment();
            if (trainer != null && !polling) {
                polling = true;
                poll();
                polling = false;
            }
            return now;
        }

        @Override
        public void stepped(StepReport report, long nanos) {
            moment();
        }

        @Override
        public void learned(LineageDelta batch) {
            moment();
        }

        @Override
        public void gaveUp(LineageDelta batch) {
            moment();
        }

        @Override
        public void evaluated(HoldoutFigures candidate, Transfer transfer, long nanos) {
            moment();
        }

        @Override
        public void population(PopulationState populationState) {
            moment();
        }

        @Override
        public void judged(Promotion promotion) {
            moment();
        }

        @Override
        public void narrower(Optional<String> how) {}

        @Override
        public void kept(Upkeep kind, long nanos) {}

        @Override
        public void checkpointed(long nanos) {
            moment();
        }

        @Override
        public void checkpointFailed(String reason) {
            throw new AssertionError(reason);
        }
    }
}
