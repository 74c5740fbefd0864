package io.alambic.student.serving;

import ai.djl.ndarray.NDManager;
import io.alambic.core.model.Signature;
import io.alambic.inference.GRPCInferenceServiceGrpc;
import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The gRPC server. Health says NOT_SERVING until {@link #ready()}, and again from the first moment of
 * {@link #stop()}; calls that run then have the grace period to end.
 */
public final class InferenceServer {

    private static final long KEEP_ALIVE_SECONDS = 10;
    private static final int PROCESSORS_PER_EVENT_LOOP = 2;

    private final ServingSettings settings;
    private final OpenStreams streams;
    private final HealthStatusManager health = new HealthStatusManager();
    private final CallQueue queue;
    private final Workers workers;
    private final InferenceApi api;
    private final PortCredentials credentials;
    private final EventLoopGroup eventLoops;
    private final Server server;

    /**
     * A server that is not started.
     *
     * @param network what the student reads and writes
     * @param models what answers
     * @param engine the manager under which passes keep their arrays; asked once there is a snapshot
     * @param others served beside inference
     * @param streams theirs that have no end of their own
     * @param clock the time of day
     * @param nanoClock monotonic time in nanoseconds
     */
    public InferenceServer(
            ServingSettings settings,
            Signature network,
            ServedModels models,
            Supplier<NDManager> engine,
            List<BindableService> others,
            OpenStreams streams,
            InstantSource clock,
            LongSupplier nanoClock,
            InferenceListener listener) {
        this.settings = settings;
        this.streams = streams;
        Signature signature = AnswerSignature.of(network);
        Inference inference =
                new Inference(settings.model(), signature, settings.labels(), models, engine, nanoClock, listener);
        queue = new CallQueue(settings.queue(), settings.batching(), nanoClock);
        workers = new Workers(settings.threads(), queue, inference::answer);
        api = new InferenceApi(
                settings,
                models,
                new ModelFacts(settings.model(), signature),
                new InferenceRequests(signature, settings.maxBatch()),
                queue,
                clock,
                nanoClock,
                listener);
        report(ServingStatus.NOT_SERVING);
        credentials = PortCredentials.of(settings.tls());
        eventLoops = eventLoops();
        server = NettyServerBuilder.forAddress(
                        new InetSocketAddress(settings.host(), settings.port()), credentials.credentials())
                .bossEventLoopGroup(eventLoops)
                .workerEventLoopGroup(eventLoops)
                .channelType(NioServerSocketChannel.class)
                .directExecutor()
                .maxInboundMessageSize(settings.maxMessageBytes())
                .permitKeepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true)
                .addService(new InferenceService(api, streams))
                .addServices(others.stream().map(BindableService::bindService).toList())
                .addService(health.getHealthService())
                .addService(ProtoReflectionServiceV1.newInstance())
                .addService(reflectionForOlderClients())
                .build();
    }

    /**
     * Netty itself would have two for each processor. Fewer are woken less often and write several answers at once, and leave
     * processors to the passes.
     */
    private static EventLoopGroup eventLoops() {
        int processors = Runtime.getRuntime().availableProcessors();
        return new NioEventLoopGroup(
                Math.max(1, processors / PROCESSORS_PER_EVENT_LOOP), new DefaultThreadFactory("grpc", true));
    }

    @SuppressWarnings("deprecation")
    private static BindableService reflectionForOlderClients() {
        return io.grpc.protobuf.services.ProtoReflectionService.newInstance();
    }

    /**
     * Listens.
     *
     * @throws IOException if the port cannot be had, in a sentence
     */
    public void start() throws IOException {
        try {
            server.start();
            workers.start();
        } catch (IOException e) {
            throw new IOException(
                    "gRPC cannot listen on %s:%d: %s".formatted(settings.host(), settings.port(), rootMessage(e)), e);
        }
    }

    private static String rootMessage(Throwable error) {
        Throwable root = error;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage();
    }

    /** Inference for whoever carries it by another protocol. */
    public InferenceApi api() {
        return api;
    }

    /** Waits until no call waits or runs, at most so long, and not where the thread is interrupted, which it stays. */
    public void awaitQuiet(long atMostNanos) {
        queue.awaitQuiet(atMostNanos);
    }

    /** The port in use. */
    public int port() {
        return server.getPort();
    }

    /** Tells health clients that inference works. */
    public void ready() {
        report(ServingStatus.SERVING);
    }

    private void report(ServingStatus status) {
        health.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, status);
        health.setStatus(GRPCInferenceServiceGrpc.SERVICE_NAME, status);
    }

    /** Lets running calls end within the grace period, then stops. */
    public void stop() throws InterruptedException {
        health.enterTerminalState();
        server.shutdown();
        streams.endAll();
        if (!server.awaitTermination(settings.grace().toMillis(), TimeUnit.MILLISECONDS)) {
            server.shutdownNow();
            server.awaitTermination(1, TimeUnit.SECONDS);
        }
        credentials.close();
        workers.stop();
        eventLoops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
