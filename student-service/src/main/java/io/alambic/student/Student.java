package io.alambic.student;

import ai.djl.ndarray.NDManager;
import io.alambic.core.checkpoint.CheckpointStore;
import io.alambic.core.evaluate.HoldoutWindow;
import io.alambic.core.model.Signature;
import io.alambic.student.batch.BatchAssembler;
import io.alambic.student.batch.SlotRing;
import io.alambic.student.ingest.KnowledgeIngest;
import io.alambic.student.ingest.KnowledgeReader;
import io.alambic.student.ingest.KnowledgeRules;
import io.alambic.student.serving.InferenceServer;
import io.alambic.student.serving.ServedModels;
import io.alambic.student.training.LifeCycle;
import io.alambic.student.training.Trainer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A whole student: the thread that reads knowledge, the thread that trains, and the gRPC server.
 *
 * <pre>
 *   Kafka ─▶ ingest thread ─▶ SlotRing ─▶ trainer thread ─▶ ServedModels ─▶ gRPC workers
 *                     └────▶ HoldoutWindow ────┘
 * </pre>
 *
 * Serving begins when the first weights are promoted or restored, and goes on when training fails.
 */
public final class Student implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Student.class);
    private static final int CHECKPOINTS_KEPT = 3;
    private static final Duration LONGEST_POLL = Duration.ofMillis(100);
    private static final long JOIN_MS = TimeUnit.SECONDS.toMillis(20);

    private final StudentSettings settings;
    private final StudentListeners listeners;
    private final LongSupplier nanoClock;
    private final LifeCycle life = new LifeCycle();
    private final SlotRing ring;
    private final HoldoutWindow holdout;
    private final ServedModels models;
    private final InferenceServer server;
    private final Consumer<ByteBuffer, ByteBuffer> consumer;
    private final Thread trainerThread = new Thread(this::train, "trainer");
    private final Thread ingestThread = new Thread(this::ingest, "ingest");

    private volatile NDManager engine;
    private volatile Trainer trainer;
    private volatile KnowledgeIngest ingest;
    private volatile boolean closing;

    private Student(StudentSettings settings, StudentListeners listeners, LongSupplier nanoClock) throws IOException {
        this.settings = settings;
        this.listeners = listeners;
        this.nanoClock = nanoClock;
        this.ring = new SlotRing(settings.prefetchBatches(), settings.batchSize());
        this.holdout = new HoldoutWindow(settings.holdoutWindow());
        Signature signature = settings.trainer().candidate().architecture().signature();
        this.models = new ServedModels(this::firstServed);
        this.server = new InferenceServer(settings.serving(), signature, models, () -> engine, listeners.inference());
        this.consumer = settings.kafka().consumer();
    }

    /**
     * Starts a student; it serves once it has weights.
     *
     * @param nanoClock monotonic time in nanoseconds
     * @throws IOException if the gRPC port cannot be had, in a sentence
     */
    public static Student start(StudentSettings settings, StudentListeners listeners, LongSupplier nanoClock)
            throws IOException {
        Student student = new Student(settings, listeners, nanoClock);
        try {
            student.server.start();
        } catch (IOException e) {
            student.consumer.close();
            throw e;
        }
        LOG.info("model={} port={} Listening for gRPC", settings.serving().model(), student.server.port());
        student.trainerThread.start();
        return student;
    }

    private void firstServed() {
        server.ready();
    }

    private void train() {
        try {
            engine = NDManager.newBaseManager();
            CheckpointStore store = new CheckpointStore(
                    settings.checkpointDir(),
                    CHECKPOINTS_KEPT,
                    (file, reason) -> LOG.warn("file={} Checkpoint set aside: {}", file, reason));
            trainer = new Trainer(
                    settings.trainer(), engine, ring, holdout, store, models, life, nanoClock, listeners.trainer());
            Map<String, Long> offsets = trainer.restore();
            ingest = newIngest(offsets, trainer);
            ingestThread.start();
            if (closing) {
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

    private KnowledgeIngest newIngest(Map<String, Long> start, Trainer learner) {
        Signature signature = settings.trainer().candidate().architecture().signature();
        KnowledgeRules rules = new KnowledgeRules(signature, settings.requiredFeatures());
        Duration linger = settings.batchLinger();
        BatchAssembler assembler = new BatchAssembler(ring, holdout, settings.batchSize(), linger.toNanos(), nanoClock);
        return new KnowledgeIngest(
                consumer,
                settings.kafka()::producer,
                settings.topics(),
                start,
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

    /** Where the trainer is. */
    public LifeCycle lifeCycle() {
        return life;
    }

    /** What serves. */
    public ServedModels models() {
        return models;
    }

    /** Batches that wait for the trainer. */
    public int waitingBatches() {
        return ring.waiting();
    }

    /** Port of the gRPC server. */
    public int port() {
        return server.port();
    }

    /** Drains the gRPC server, learns the record at hand to its end, checkpoints and stops. */
    @Override
    public void close() {
        closing = true;
        try {
            server.stop();
            if (trainer != null) {
                trainer.stop();
            }
            trainerThread.join(JOIN_MS);
            if (ingest != null) {
                ingest.stop();
                ingestThread.join(JOIN_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (trainerThread.isAlive() || ingestThread.isAlive()) {
            LOG.error("The student did not stop in time; its newest checkpoint stands");
            return;
        }
        consumer.close();
        models.close();
        if (trainer != null) {
            trainer.close();
            engine.close();
        }
        life.stop();
        LOG.info("Stopped");
    }
}
