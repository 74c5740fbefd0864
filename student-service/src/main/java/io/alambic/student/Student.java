package io.alambic.student;

import io.alambic.core.checkpoint.CheckpointLock;
import io.alambic.core.checkpoint.CheckpointStore;
import io.alambic.core.checkpoint.ForeignCheckpointException;
import io.alambic.core.model.Signature;
import io.alambic.student.admission.ClientMemory;
import io.alambic.student.canary.Canary;
import io.alambic.student.feedback.FeedbackLoop;
import io.alambic.student.grpc.InferenceServer;
import io.alambic.student.grpc.OpenStreams;
import io.alambic.student.inference.InferenceApi;
import io.alambic.student.inference.InferencePipeline;
import io.alambic.student.inference.PassObserver;
import io.alambic.student.operate.OperatorService;
import io.alambic.student.registry.ServedModels;
import io.alambic.student.threads.StopDeadline;
import io.alambic.student.threads.ThreadSupervisor;
import io.alambic.student.training.LifeCycle;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A whole student. One half learns, the other serves; they share only the registry of served models. Serving begins
 * when the first weights are promoted or restored, and continues if training fails.
 */
public final class Student implements Endpoint {

    private static final Logger LOG = LoggerFactory.getLogger(Student.class);

    private static final long LONGEST_YIELD_NANOS = TimeUnit.MILLISECONDS.toNanos(7);

    private final LifeCycle life = new LifeCycle();
    private final ThreadSupervisor supervisor;
    private final Duration stopWithin;
    private final LongSupplier nanoClock;
    private final ServedModels models;
    private final Learning learning;
    private final FeedbackLoop feedback;
    private final Optional<Publishing> publishing;
    private final Optional<Canary> canary;
    private final InferencePipeline pipeline;
    private final InferenceServer server;
    private final CheckpointLock lock;

    private Student(
            StudentSettings settings,
            StudentListeners listeners,
            CheckpointLock lock,
            CheckpointStore store,
            InstantSource clock,
            LongSupplier nanoClock) {
        this.lock = lock;
        this.nanoClock = nanoClock;
        stopWithin = settings.serving().stopWithin();
        supervisor = new ThreadSupervisor(nanoClock);
        models = new ServedModels(settings.serving().versions(), clock, this::firstServed);
        learning = new Learning(
                settings, listeners, store, models, life, this::yieldToInference, clock, nanoClock, supervisor);
        publishing = settings.weights().published()
                ? Optional.of(new Publishing(settings, models, nanoClock, listeners.publication(), supervisor))
                : Optional.empty();
        Signature signature = settings.trainer().candidate().architecture().signature();
        feedback = FeedbackLoop.of(
                settings.feedback(), settings.kafka(), signature, clock, nanoClock, listeners.feedback(), supervisor);
        canary = settings.serving().canary().isOn()
                ? Optional.of(new Canary(
                        settings.serving().canary(),
                        settings.trainer().candidate().task().alikeness().orElseThrow(),
                        signature,
                        models,
                        learning::engine,
                        this::yieldToInference,
                        nanoClock,
                        listeners.canary(),
                        supervisor))
                : Optional.empty();
        OpenStreams streams = new OpenStreams(settings.serving().grpc().limits().streams());
        pipeline = new InferencePipeline(
                settings.serving().inference(),
                signature,
                settings.trainer().candidate().architecture().inputRanges(),
                models,
                learning::engine,
                clock,
                nanoClock,
                feedback.over(listeners.inference()),
                canary.<PassObserver>map(observer -> observer).orElse(PassObserver.NONE),
                supervisor);
        server = new InferenceServer(
                settings.serving().grpc(),
                pipeline,
                List.of(new OperatorService(
                        settings.serving().model(),
                        models,
                        life,
                        learning::populationState,
                        learning::transfer,
                        streams,
                        supervisor.executor("watch"))),
                streams,
                listeners.admission(),
                supervisor);
    }

    /**
     * Starts a student, which serves once it has weights.
     *
     * @param clock the time of day
     * @param nanoClock monotonic time in nanoseconds
     * @throws IOException if the checkpoint folder or the gRPC port cannot be used; the message is a sentence for the operator
     */
    public static Student start(
            StudentSettings settings, StudentListeners listeners, InstantSource clock, LongSupplier nanoClock)
            throws IOException {
        CheckpointLock lock = lock(settings.checkpointDir());
        try {
            return start(settings, listeners, lock, clock, nanoClock);
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static Student start(
            StudentSettings settings,
            StudentListeners listeners,
            CheckpointLock lock,
            InstantSource clock,
            LongSupplier nanoClock)
            throws IOException {
        Student student = new Student(settings, listeners, lock, store(settings), clock, nanoClock);
        try {
            student.server.start();
        } catch (IOException e) {
            student.feedback.close(StopDeadline.in(student.stopWithin, nanoClock));
            student.learning.close();
            throw e;
        }
        LOG.info("model={} port={} Listening for gRPC", settings.serving().model(), student.server.port());
        student.feedback.start();
        student.canary.ifPresent(Canary::start);
        student.learning.start();
        student.publishing.ifPresent(Publishing::start);
        return student;
    }

    private static CheckpointLock lock(Path directory) throws IOException {
        try {
            return CheckpointLock.take(directory);
        } catch (FileSystemException e) {
            throw new IOException("checkpoints cannot be kept in '%s': %s".formatted(directory, e), e);
        } catch (IOException e) {
            throw new IOException("checkpoints cannot be kept in '%s': %s".formatted(directory, e.getMessage()), e);
        }
    }

    private static CheckpointStore store(StudentSettings settings) throws IOException {
        Path directory = settings.checkpointDir();
        try {
            CheckpointStore store = new CheckpointStore(
                    directory,
                    settings.checkpointsKept(),
                    (file, reason) -> LOG.warn("file={} Checkpoint set aside: {}", file, reason));
            store.requireRestorable(
                    settings.trainer().candidate().architecture().fingerprint());
            return store;
        } catch (ForeignCheckpointException e) {
            throw e;
        } catch (IOException e) {
            throw new IOException("checkpoints cannot be kept in '%s': %s".formatted(directory, e), e);
        }
    }

    private void yieldToInference() {
        pipeline.awaitQuiet(LONGEST_YIELD_NANOS);
    }

    private void firstServed() {
        server.ready();
    }

    /** Returns the life cycle of the trainer. */
    public LifeCycle lifeCycle() {
        return life;
    }

    @Override
    public ServedModels models() {
        return models;
    }

    @Override
    public InferenceApi inference() {
        return pipeline.api();
    }

    /** Returns the number of batches that wait for the trainer. */
    public int waitingBatches() {
        return learning.waitingBatches();
    }

    @Override
    public ThreadSupervisor threads() {
        return supervisor;
    }

    @Override
    public ClientMemory clients() {
        return server.clients();
    }

    @Override
    public int port() {
        return server.port();
    }

    /** Drains the gRPC server, finishes the current record, writes a checkpoint and stops, all within one deadline. */
    @Override
    public void close() {
        StopDeadline deadline = StopDeadline.in(stopWithin, nanoClock);
        boolean stopped = false;
        try {
            server.stop(deadline);
            feedback.close(deadline);
            stopped = learning.stop(deadline);
            if (canary.isPresent()) {
                canary.get().stop(deadline);
            }
            if (publishing.isPresent()) {
                stopped &= publishing.get().stop(deadline);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (stopped) {
            models.close();
            learning.close();
            life.stop();
            unlock();
            LOG.info("Stopped");
        } else {
            LOG.error("The student did not stop in time; its newest checkpoint stands");
        }
    }

    private void unlock() {
        try {
            lock.close();
        } catch (IOException e) {
            LOG.warn("The checkpoint folder stays taken until the process ends: {}", e.getMessage());
        }
    }
}
