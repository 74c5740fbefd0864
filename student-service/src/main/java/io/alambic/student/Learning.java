package io.alambic.student;

import ai.djl.ndarray.NDManager;
import io.alambic.core.checkpoint.CheckpointStore;
import io.alambic.core.checkpoint.Lineage;
import io.alambic.core.evaluate.HoldoutWindow;
import io.alambic.core.model.Signature;
import io.alambic.core.search.Roster;
import io.alambic.core.train.Courtesy;
import io.alambic.student.batch.BatchAssembler;
import io.alambic.student.batch.SlotRing;
import io.alambic.student.control.ControlReader;
import io.alambic.student.control.RunningDials;
import io.alambic.student.ingest.KnowledgeIngest;
import io.alambic.student.ingest.KnowledgeReader;
import io.alambic.student.ingest.KnowledgeRules;
import io.alambic.student.registry.ServedModels;
import io.alambic.student.training.LifeCycle;
import io.alambic.student.training.Trainer;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The half of a student that learns: the thread that reads knowledge, the thread that trains, the one that judges, and
 * the one that reads what is set while it runs.
 *
 * <pre>
 *   Kafka ─▶ ingest thread ─▶ SlotRing ─▶ trainer thread ─▶ ServedModels
 *                                             │   │  ▲
 *                              HoldoutWindow ◀┘   ▼  │ copies of weights, figures
 *                                    └───────▶ judge thread
 *   Kafka ─▶ control thread ─▶ RunningDials ─▶ trainer thread
 * </pre>
 *
 * The trainer's thread starts the other one once it knows from which offsets to read. What goes wrong on
 * either ends the {@link LifeCycle}, and touches nothing that serves.
 */
final class Learning implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Learning.class);
    private static final Duration LONGEST_POLL = Duration.ofMillis(100);

    /** As many bytes as so many of the largest records may wait for the trainer. */
    private static final int RECORDS_AHEAD = 4;

    /** No consumer is in a group, so there is nothing to take leave of. */
    private static final CloseOptions AT_ONCE = CloseOptions.timeout(Duration.ZERO);

    private static final Duration CONTROL_RETRY = Duration.ofSeconds(2);
    private static final Duration CONTROL_WAIT = Duration.ofSeconds(10);
    private static final long JOIN_MS = TimeUnit.SECONDS.toMillis(20);

    private final StudentSettings settings;
    private final StudentListeners listeners;
    private final CheckpointStore store;
    private final ServedModels models;
    private final LifeCycle life;
    private final Courtesy courtesy;
    private final LongSupplier nanoClock;
    private final SlotRing ring;
    private final HoldoutWindow holdout;
    private final Consumer<ByteBuffer, ByteBuffer> consumer;
    private final Admin admin;
    private final Consumer<byte[], byte[]> controlConsumer;
    private final ControlReader control;
    private final RunningDials dials;
    private final Thread controlThread;
    private final Thread trainerThread = new Thread(this::train, "trainer");
    private final Thread ingestThread = new Thread(this::ingest, "ingest");
    private final ExecutorService judging = Executors.newSingleThreadExecutor(Learning::judgeThread);

    private volatile NDManager engine;
    private volatile Trainer trainer;
    private volatile KnowledgeIngest ingest;
    private volatile boolean stopping;

    /** Threads that {@link #start} starts; {@link #close} must be called in either case. */
    Learning(
            StudentSettings settings,
            StudentListeners listeners,
            CheckpointStore store,
            ServedModels models,
            LifeCycle life,
            Courtesy courtesy,
            LongSupplier nanoClock) {
        this.settings = settings;
        this.listeners = listeners;
        this.store = store;
        this.models = models;
        this.life = life;
        this.courtesy = courtesy;
        this.nanoClock = nanoClock;
        long prefetchBytes = (long) RECORDS_AHEAD * settings.kafka().limits().maxRecordBytes();
        this.ring = new SlotRing(settings.prefetchBatches(), settings.batchSize(), prefetchBytes);
        this.holdout = new HoldoutWindow(settings.holdoutWindow(), courtesy);
        this.consumer = settings.kafka().consumer();
        this.admin = settings.kafka().admin();
        this.dials = new RunningDials(
                settings.kafka().student(),
                settings.trainer().candidate(),
                settings.trainer().search().isOn(),
                listeners.control());
        this.controlConsumer = settings.kafka().controlConsumer();
        this.control = new ControlReader(controlConsumer, settings.controlTopic(), CONTROL_RETRY, dials);
        this.controlThread = new Thread(control::run, "control");
        goesLast(trainerThread);
        goesLast(ingestThread);
    }

    private static Thread judgeThread(Runnable work) {
        Thread judge = new Thread(work, "judge");
        goesLast(judge);
        return judge;
    }

    @SuppressWarnings("ThreadPriorityCheck") // a wish: results are the same where it is not heeded
    private static void goesLast(Thread thread) {
        thread.setPriority(Thread.MIN_PRIORITY);
    }

    void start() {
        controlThread.start();
        trainerThread.start();
    }

    private void train() {
        try {
            engine = NDManager.newBaseManager();
            trainer = new Trainer(
                    settings.trainer(),
                    engine,
                    ring,
                    holdout,
                    store,
                    models,
                    life,
                    nanoClock,
                    judging,
                    listeners.trainer());
            Lineage restored = trainer.restore();
            trainer.follow(dials::current);
            trainer.giveWay(courtesy);
            if (!control.awaitCaughtUp(CONTROL_WAIT)) {
                LOG.warn("The control topic could not be read in time; training begins with the configuration");
            }
            ingest = newIngest(restored, trainer);
            ingestThread.start();
            if (stopping) {
                trainer.stop();
            }
            trainer.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception | Error e) {
            LOG.error("Training failed; the weights that serve go on serving", e);
            life.fail(e);
        }
    }

    private KnowledgeIngest newIngest(Lineage restored, Trainer learner) {
        Signature signature = settings.trainer().candidate().architecture().signature();
        KnowledgeRules rules = new KnowledgeRules(signature, settings.requiredFeatures());
        Duration linger = settings.batchLinger();
        BatchAssembler assembler = new BatchAssembler(ring, settings.batchSize(), linger.toNanos(), nanoClock);
        return new KnowledgeIngest(
                consumer,
                admin,
                settings.kafka()::producer,
                settings.topics(),
                settings.kafka().limits().maxRecordBytes(),
                restored,
                learner::learnedOffsets,
                new KnowledgeReader(rules, settings.split()),
                assembler,
                ring,
                linger.compareTo(LONGEST_POLL) < 0 ? linger : LONGEST_POLL,
                nanoClock,
                listeners.ingest());
    }

    private void ingest() {
        try {
            ingest.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            LOG.error("Reading knowledge failed; the weights that serve go on serving", e);
            life.fail(e);
        }
    }

    /** Owns whatever is computed for training and serving; null until the first thread runs. */
    NDManager engine() {
        return engine;
    }

    /** Who learns; empty before the first thread has restored the checkpoint. */
    Optional<Roster> roster() {
        return Optional.ofNullable(trainer).flatMap(Trainer::roster);
    }

    /** Batches that wait for the trainer. */
    int waitingBatches() {
        return ring.waiting();
    }

    /**
     * Learns the record at hand to its end, checkpoints and stops.
     *
     * @return whether all threads ended in time
     */
    boolean stop() throws InterruptedException {
        stopping = true;
        control.stop();
        if (trainer != null) {
            trainer.stop();
        }
        trainerThread.join(JOIN_MS);
        if (ingest != null) {
            ingest.stop();
            ingestThread.join(JOIN_MS);
        }
        controlThread.join(JOIN_MS);
        judging.shutdown();
        return judging.awaitTermination(JOIN_MS, TimeUnit.MILLISECONDS)
                && !trainerThread.isAlive()
                && !ingestThread.isAlive()
                && !controlThread.isAlive();
    }

    /** Frees everything, served weights included; only once the threads have ended. */
    @Override
    public void close() {
        consumer.close(AT_ONCE);
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
