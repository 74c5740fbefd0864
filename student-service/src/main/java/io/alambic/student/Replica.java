package io.alambic.student;

import ai.djl.ndarray.NDManager;
import io.alambic.student.admission.AdmissionListener;
import io.alambic.student.admission.ClientMemory;
import io.alambic.student.feedback.FeedbackListener;
import io.alambic.student.feedback.FeedbackLoop;
import io.alambic.student.grpc.InferenceServer;
import io.alambic.student.grpc.OpenStreams;
import io.alambic.student.inference.InferenceApi;
import io.alambic.student.inference.InferenceListener;
import io.alambic.student.inference.InferencePipeline;
import io.alambic.student.inference.PassObserver;
import io.alambic.student.operate.ReplicaService;
import io.alambic.student.registry.ServedModels;
import io.alambic.student.threads.StopDeadline;
import io.alambic.student.threads.ThreadSupervisor;
import io.alambic.student.weights.FollowerListener;
import io.alambic.student.weights.WeightsFollower;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the weights that the trainer of a student publishes, and does not train. It needs only the weights topic, not
 * a running trainer, and once it has weights not even the topic.
 */
public final class Replica implements Endpoint {

    private static final Logger LOG = LoggerFactory.getLogger(Replica.class);
    private static final String WEIGHTS = "weights";

    private final NDManager engine = NDManager.newBaseManager();
    private final ServedModels models;
    private final FeedbackLoop feedback;
    private final InferencePipeline pipeline;
    private final InferenceServer server;
    private final Consumer<byte[], byte[]> consumer;
    private final WeightsFollower follower;
    private final ThreadSupervisor supervisor;
    private final Thread thread;
    private final Duration stopWithin;
    private final LongSupplier nanoClock;

    private Replica(
            ReplicaSettings settings,
            InferenceListener inference,
            FollowerListener listener,
            FeedbackListener fedBack,
            AdmissionListener admission,
            InstantSource clock,
            LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
        stopWithin = settings.serving().stopWithin();
        supervisor = new ThreadSupervisor(nanoClock);
        String model = settings.serving().model();
        models = new ServedModels(settings.serving().versions(), clock, this::firstServed);
        feedback = FeedbackLoop.of(
                settings.feedback(),
                settings.kafka(),
                settings.architecture().signature(),
                clock,
                nanoClock,
                fedBack,
                supervisor);
        OpenStreams streams = new OpenStreams(settings.serving().grpc().limits().streams());
        pipeline = new InferencePipeline(
                settings.serving().inference(),
                settings.architecture().signature(),
                settings.architecture().inputRanges(),
                models,
                () -> engine,
                clock,
                nanoClock,
                feedback.over(inference),
                PassObserver.NONE,
                supervisor);
        server = new InferenceServer(
                settings.serving().grpc(),
                pipeline,
                List.of(new ReplicaService(model, models, streams, supervisor.executor("watch"))),
                streams,
                admission,
                supervisor);
        consumer = settings.kafka().weightsConsumer();
        follower = new WeightsFollower(
                consumer,
                settings.weightsTopic(),
                settings.kafka().student(),
                settings.architecture(),
                engine,
                models,
                clock,
                listener);
        thread = supervisor.restarting(WEIGHTS, follower::run);
    }

    /**
     * Starts a replica, which serves once it has weights.
     *
     * @param clock the time of day
     * @param nanoClock monotonic time in nanoseconds
     * @throws IOException if the gRPC port cannot be used; the message is a sentence for the operator
     */
    public static Replica start(
            ReplicaSettings settings,
            InferenceListener inference,
            FollowerListener listener,
            FeedbackListener fedBack,
            AdmissionListener admission,
            InstantSource clock,
            LongSupplier nanoClock)
            throws IOException {
        Replica replica = new Replica(settings, inference, listener, fedBack, admission, clock, nanoClock);
        try {
            replica.server.start();
        } catch (IOException e) {
            replica.feedback.close(StopDeadline.in(replica.stopWithin, nanoClock));
            replica.consumer.close();
            replica.engine.close();
            throw e;
        }
        LOG.info(
                "model={} port={} topic={} A replica listens for gRPC, and waits for weights",
                settings.serving().model(),
                replica.port(),
                settings.weightsTopic());
        replica.feedback.start();
        replica.thread.start();
        return replica;
    }

    private void firstServed() {
        server.ready();
    }

    @Override
    public ServedModels models() {
        return models;
    }

    @Override
    public InferenceApi inference() {
        return pipeline.api();
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

    /** Returns why the replica receives no weights; empty while it does. */
    public Optional<Throwable> failure() {
        return supervisor.failure(WEIGHTS);
    }

    @Override
    public void close() {
        StopDeadline deadline = StopDeadline.in(stopWithin, nanoClock);
        try {
            server.stop(deadline);
            feedback.close(deadline);
            follower.stop();
            deadline.join(thread);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            LOG.error("The replica did not stop in time");
            return;
        }
        models.close();
        consumer.close();
        engine.close();
        LOG.info("Stopped");
    }
}
