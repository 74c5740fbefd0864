package io.alambic.student;

import io.alambic.core.checkpoint.CheckpointStore;
import io.alambic.core.model.Signature;
import io.alambic.student.operate.OperatorService;
import io.alambic.student.serving.InferenceApi;
import io.alambic.student.serving.InferenceServer;
import io.alambic.student.serving.OpenStreams;
import io.alambic.student.serving.ServedModels;
import io.alambic.student.training.LifeCycle;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A whole student: one half learns, the other serves, and all that they share is the served weights.
 * Serving begins when the first weights are promoted or restored, and goes on when training fails.
 */
public final class Student implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Student.class);
    private static final int CHECKPOINTS_KEPT = 3;

    private static final long MOST_COURTESY_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final LifeCycle life = new LifeCycle();
    private final ServedModels models;
    private final Learning learning;
    private final InferenceServer server;

    private Student(
            StudentSettings settings,
            StudentListeners listeners,
            CheckpointStore store,
            InstantSource clock,
            LongSupplier nanoClock) {
        models = new ServedModels(settings.serving().versions(), clock, this::firstServed);
        learning = new Learning(settings, listeners, store, models, life, this::letInferenceGoFirst, nanoClock);
        Signature signature = settings.trainer().candidate().architecture().signature();
        OpenStreams streams = new OpenStreams();
        server = new InferenceServer(
                settings.serving(),
                signature,
                models,
                learning::engine,
                List.of(new OperatorService(settings.serving().model(), models, life, streams)),
                streams,
                clock,
                nanoClock,
                listeners.inference());
    }

    /**
     * Starts a student; it serves once it has weights.
     *
     * @param clock the time of day
     * @param nanoClock monotonic time in nanoseconds
     * @throws IOException if the checkpoint folder or the gRPC port cannot be had, in a sentence
     */
    public static Student start(
            StudentSettings settings, StudentListeners listeners, InstantSource clock, LongSupplier nanoClock)
            throws IOException {
        Student student = new Student(settings, listeners, store(settings.checkpointDir()), clock, nanoClock);
        try {
            student.server.start();
        } catch (IOException e) {
            student.learning.close();
            throw e;
        }
        LOG.info("model={} port={} Listening for gRPC", settings.serving().model(), student.server.port());
        student.learning.start();
        return student;
    }

    private static CheckpointStore store(Path directory) throws IOException {
        try {
            return new CheckpointStore(
                    directory,
                    CHECKPOINTS_KEPT,
                    (file, reason) -> LOG.warn("file={} Checkpoint set aside: {}", file, reason));
        } catch (IOException e) {
            throw new IOException("checkpoints cannot be kept in '%s': %s".formatted(directory, e), e);
        }
    }

    private void letInferenceGoFirst() throws InterruptedException {
        server.awaitQuiet(MOST_COURTESY_NANOS);
    }

    private void firstServed() {
        server.ready();
    }

    /** Where the trainer is. */
    public LifeCycle lifeCycle() {
        return life;
    }

    /** What serves. */
    public ServedModels models() {
        return models;
    }

    /** Inference for whoever carries it by another protocol. */
    public InferenceApi inference() {
        return server.api();
    }

    /** Batches that wait for the trainer. */
    public int waitingBatches() {
        return learning.waitingBatches();
    }

    /** Port of the gRPC server. */
    public int port() {
        return server.port();
    }

    /** Drains the gRPC server, learns the record at hand to its end, checkpoints and stops. */
    @Override
    public void close() {
        boolean stopped = false;
        try {
            server.stop();
            stopped = learning.stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (stopped) {
            models.close();
            learning.close();
            life.stop();
            LOG.info("Stopped");
        } else {
            LOG.error("The student did not stop in time; its newest checkpoint stands");
        }
    }
}
