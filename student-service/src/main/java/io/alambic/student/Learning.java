package io.alambic.student;

import ai.djl.ndarray.NDManager;
import io.alambic.core.checkpoint.CheckpointStore;
import io.alambic.core.checkpoint.Lineage;
import io.alambic.core.evaluate.HoldoutWindow;
import io.alambic.core.eventtime.EventTimes;
import io.alambic.core.model.Signature;
import io.alambic.core.search.PopulationState;
import io.alambic.core.train.CandidateSettings;
import io.alambic.core.train.YieldPolicy;
import io.alambic.kafka.StartsInVain;
import io.alambic.student.batch.BatchAssembler;
import io.alambic.student.batch.SlotRing;
import io.alambic.student.control.ControlReader;
import io.alambic.student.control.LiveHyperparameters;
import io.alambic.student.ingest.IngestTopics;
import io.alambic.student.ingest.KafkaClients;
import io.alambic.student.ingest.KnowledgeIngest;
import io.alambic.student.knowledge.KnowledgeReader;
import io.alambic.student.knowledge.KnowledgeRules;
import io.alambic.student.knowledge.Refusal;
import io.alambic.student.registry.ServedModels;
import io.alambic.student.threads.StopDeadline;
import io.alambic.student.threads.ThreadSupervisor;
import io.alambic.student.training.LifeCycle;
import io.alambic.student.training.Trainer;
import io.alambic.student.training.Transfer;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The learning half of a student, with four threads: one reads knowledge, one trains, one evaluates candidates and makes checkpoints durable, and one
 * reads settings that change at run time.
 *
 * <pre>
 *   Kafka ─▶ ingest thread ─▶ SlotRing ─▶ trainer thread ─▶ ServedModels
 *                                             │   │  ▲
 *                              HoldoutWindow ◀┘   ▼  │ copies of weights, figures
 *                                    └───────▶ upkeep thread
 *   Kafka ─▶ control thread ─▶ LiveHyperparameters ─▶ trainer thread
 * </pre>
 *
 * The trainer's thread starts the ingest thread once it knows the restored offsets. A failure of either ends the
 * {@link LifeCycle} and does not affect serving.
 */
final class Learning implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Learning.class);
    private static final Duration LONGEST_POLL = Duration.ofMillis(100);

    /** Bound of the bytes that wait for the trainer, in records of the largest size. */
    private static final int RECORDS_AHEAD = 4;

    /** No consumer is a member of a group, so none has to leave one. */
    private static final CloseOptions AT_ONCE = CloseOptions.timeout(Duration.ZERO);

    private static final Duration CONTROL_RETRY = Duration.ofSeconds(2);
    private static final Duration CONTROL_WAIT = Duration.ofSeconds(10);

    private final StudentSettings settings;
    private final StudentListeners listeners;
    private final CheckpointStore store;
    private final ServedModels models;
    private final LifeCycle life;
    private final YieldPolicy yieldPolicy;
    private final InstantSource clock;
    private final LongSupplier nanoClock;
    private final SlotRing ring;
    private final HoldoutWindow holdout;
    private final Admin admin;
    private final Consumer<byte[], byte[]> controlConsumer;
    private final ControlReader control;
    private final LiveHyperparameters hyperparameters;
    private final Thread controlThread;
    private final Thread trainerThread;
    private final Thread ingestThread;
    private final ExecutorService upkeep = Executors.newSingleThreadExecutor(Learning::upkeepThread);

    private volatile NDManager engine;
    private volatile Trainer trainer;
    private volatile Consumer<ByteBuffer, ByteBuffer> consumer;
    private volatile KnowledgeIngest ingest;
    private volatile boolean stopping;

    /** Creates threads, which {@link #start} starts; {@link #close} must be called in any case. */
    Learning(
            StudentSettings settings,
            StudentListeners listeners,
            CheckpointStore store,
            ServedModels models,
            LifeCycle life,
            YieldPolicy yieldPolicy,
            InstantSource clock,
            LongSupplier nanoClock,
            ThreadSupervisor supervisor) {
        this.settings = settings;
        this.clock = clock;
        this.listeners = listeners;
        this.store = store;
        this.models = models;
        this.life = life;
        this.yieldPolicy = yieldPolicy;
        this.nanoClock = nanoClock;
        long prefetchBytes = (long) RECORDS_AHEAD * settings.kafka().limits().maxRecordBytes();
        this.ring = new SlotRing(settings.prefetchBatches(), settings.batchSize(), prefetchBytes);
        this.holdout = new HoldoutWindow(
                settings.holdoutWindow(), settings.trainer().candidate().task(), yieldPolicy);
        this.admin = settings.kafka().admin();
        this.hyperparameters = new LiveHyperparameters(
                settings.kafka().student(),
                settings.trainer().candidate(),
                settings.trainer().search().isOn(),
                listeners.control());
        this.controlConsumer = settings.kafka().controlConsumer();
        this.control = new ControlReader(controlConsumer, settings.controlTopic(), CONTROL_RETRY, hyperparameters);
        this.controlThread = supervisor.restarting("control", control::run);
        this.trainerThread = supervisor.ending("trainer", this::train, this::trainingFailed);
        this.ingestThread = supervisor.ending("ingest", () -> ingest.run(), this::ingestFailed);
        yieldToOthers(trainerThread);
        yieldToOthers(ingestThread);
    }

    private static Thread upkeepThread(Runnable work) {
        Thread upkeep = new Thread(work, "upkeep");
        yieldToOthers(upkeep);
        return upkeep;
    }

    @SuppressWarnings("ThreadPriorityCheck") // a hint: the results are the same without it
    private static void yieldToOthers(Thread thread) {
        thread.setPriority(Thread.MIN_PRIORITY);
    }

    void start() {
        controlThread.start();
        trainerThread.start();
    }

    private void train() throws Exception {
        engine = NDManager.newBaseManager();
        trainer = new Trainer(
                settings.trainer(), engine, ring, holdout, store, models, life, nanoClock, upkeep, listeners.trainer());
        trainer.boundEventTimes(() -> EventTimes.latest(clock.millis()));
        Lineage restored = trainer.restore();
        trainer.follow(hyperparameters::current);
        trainer.yieldToInference(yieldPolicy);
        if (!control.awaitCaughtUp(CONTROL_WAIT)) {
            LOG.warn("The control topic could not be read in time; training begins with the configuration");
        }
        Map<TopicPartition, NavigableSet<Long>> unreadable = startsInVain().note(restored.offsets());
        if (!beginToRead(restored, unreadable)) {
            trainer.stop();
        }
        trainer.run();
    }

    /** Returns false, and reads nothing, if it is to stop already. */
    private synchronized boolean beginToRead(Lineage restored, Map<TopicPartition, NavigableSet<Long>> unreadable) {
        if (stopping) {
            return false;
        }
        consumer = settings.kafka().consumer(unreadable);
        ingest = newIngest(restored, trainer);
        ingestThread.start();
        return true;
    }

    /** Before anything is read, whatever waits for an answer from the brokers ends. */
    private synchronized void beginToStop() {
        stopping = true;
        if (ingest == null) {
            admin.close(Duration.ZERO);
        }
    }

    private void trainingFailed(Throwable reason) {
        LOG.error("Training failed; the weights that serve go on serving", reason);
        life.fail(reason);
    }

    private void ingestFailed(Throwable reason) {
        LOG.error("Reading knowledge failed; the weights that serve go on serving", reason);
        life.fail(reason);
    }

    private KnowledgeIngest newIngest(Lineage restored, Trainer learner) {
        CandidateSettings candidate = settings.trainer().candidate();
        Signature signature = candidate.architecture().signature();
        KnowledgeRules rules = new KnowledgeRules(
                candidate.task(),
                signature,
                candidate.architecture().inputRanges(),
                settings.requiredFeatures(),
                candidate.distance(),
                candidate.output());
        Duration linger = settings.batchLinger();
        BatchAssembler assembler =
                new BatchAssembler(ring, settings.batchSize(), smallestBatch(learner), linger.toNanos(), nanoClock);
        return new KnowledgeIngest(
                consumer,
                admin,
                settings.kafka()::producer,
                settings.topics(),
                settings.kafka().limits().maxRecordBytes(),
                restored,
                learner::learnedOffsets,
                new KnowledgeReader(rules, settings.split(), clock),
                assembler,
                ring,
                linger.compareTo(LONGEST_POLL) < 0 ? linger : LONGEST_POLL,
                nanoClock,
                listeners.ingest());
    }

    private StartsInVain startsInVain() {
        KafkaClients kafka = settings.kafka();
        IngestTopics topics = settings.topics();
        return new StartsInVain(
                admin,
                new StartsInVain.Reader(
                        "student",
                        topics.knowledge(),
                        topics.deadLetters(),
                        kafka.group(),
                        kafka.connection(),
                        "read_committed",
                        kafka.limits().maxRecordBytes()),
                Refusal.KILLS_THE_PROCESS.label(),
                () -> listeners.ingest().deadLettered(Refusal.KILLS_THE_PROCESS, 0));
    }

    private int smallestBatch(Trainer learner) {
        int smallest = learner.smallestBatch();
        if (smallest > settings.batchSize()) {
            throw new IllegalStateException(
                    "this student trains on at least %d samples at once, but alambic.student.batch-size is %d"
                            .formatted(smallest, settings.batchSize()));
        }
        if (smallest > 1) {
            LOG.info("samples={} Smallest batch that this student can train on; fewer wait for more", smallest);
        }
        return smallest;
    }

    /** Returns the manager of all arrays; null until the trainer thread runs. */
    NDManager engine() {
        return engine;
    }

    /** Returns what the newest weights took over from the teacher, as far as it is known. */
    Transfer transfer() {
        return trainer == null ? Transfer.NONE : trainer.transfer();
    }

    /** Returns the population; empty before the checkpoint is restored. */
    Optional<PopulationState> populationState() {
        return Optional.ofNullable(trainer).flatMap(Trainer::populationState);
    }

    /** Returns the number of batches that wait for the trainer. */
    int waitingBatches() {
        return ring.waiting();
    }

    /**
     * Finishes the current record, writes a checkpoint and stops.
     *
     * @return whether all threads ended in time
     */
    boolean stop(StopDeadline deadline) throws InterruptedException {
        beginToStop();
        control.stop();
        if (trainer != null) {
            trainer.stop();
        }
        deadline.join(trainerThread);
        if (ingest != null) {
            ingest.stop();
            deadline.join(ingestThread);
        }
        deadline.join(controlThread);
        upkeep.shutdown();
        return upkeep.awaitTermination(deadline.left().toNanos(), TimeUnit.NANOSECONDS)
                && !trainerThread.isAlive()
                && !ingestThread.isAlive()
                && !controlThread.isAlive();
    }

    /** Frees everything, including the served weights. Must be called only after the threads have ended. */
    @Override
    public void close() {
        if (consumer != null) {
            consumer.close(AT_ONCE);
        }
        admin.close(Duration.ZERO);
        controlConsumer.close(AT_ONCE);
        if (trainer != null) {
            trainer.close();
        }
        if (engine != null) {
            engine.close();
        }
    }
}
