package io.alambic.student.grpc;

import io.alambic.inference.GRPCInferenceServiceGrpc;
import io.alambic.student.admission.AdmissionListener;
import io.alambic.student.admission.AdmittedService;
import io.alambic.student.admission.ClientMemory;
import io.alambic.student.admission.ConnectionLimits;
import io.alambic.student.inference.InferencePipeline;
import io.alambic.student.threads.StopDeadline;
import io.alambic.student.threads.ThreadSupervisor;
import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The gRPC server. Its health service reports NOT_SERVING until {@link #ready()} and again from the beginning of
 * {@link #stop}; running calls then have the grace period to end.
 */
public final class InferenceServer {

    private static final long KEEP_ALIVE_SECONDS = 10;
    private static final int PROCESSORS_PER_EVENT_LOOP = 2;
    private static final long PING_SECONDS = 60;
    private static final long PING_TIMEOUT_SECONDS = 20;

    /** Calls that clients may break off without losing their connection: some 30 a second. */
    private static final int RESETS = 1000;

    private static final int RESETS_SECONDS = 30;
    private static final Duration LAST_WAIT = Duration.ofSeconds(1);
    private static final int METADATA_BYTES = 8 << 10;
    private static final int BACKLOG = 128;
    private static final int SMALLEST_READ = 1 << 10;
    private static final int LARGEST_READ = 16 << 10;

    /** Time for the calls of a connection that has reached its age. */
    private static final long AGE_GRACE_SECONDS = 60;

    private final GrpcSettings settings;
    private final InferencePipeline pipeline;
    private final OpenStreams streams;
    private final HealthStatusManager health = new HealthStatusManager();
    private final PortCredentials credentials;
    private final ClientMemory clients;
    private final EventLoopGroup eventLoops;
    private final Server server;

    /**
     * Creates a server that does not listen yet.
     *
     * @param pipeline answers inference; started and stopped with the server
     * @param others served beside inference
     * @param streams the calls of all services that do not end by themselves
     * @param listener told about connections that are not kept
     * @param supervisor of the server's own thread
     */
    public InferenceServer(
            GrpcSettings settings,
            InferencePipeline pipeline,
            List<BindableService> others,
            OpenStreams streams,
            AdmissionListener listener,
            ThreadSupervisor supervisor) {
        this.settings = settings;
        this.pipeline = pipeline;
        this.streams = streams;
        report(ServingStatus.NOT_SERVING);
        credentials = PortCredentials.of(settings.tls(), supervisor);
        clients = new ClientMemory(settings.limits(), listener);
        eventLoops = eventLoops();
        NettyServerBuilder builder = NettyServerBuilder.forAddress(
                        new InetSocketAddress(settings.host(), settings.port()), credentials.credentials())
                .bossEventLoopGroup(eventLoops)
                .workerEventLoopGroup(eventLoops)
                .channelFactory(clients.ports())
                .withOption(ChannelOption.SO_BACKLOG, BACKLOG)
                .withChildOption(ChannelOption.RCVBUF_ALLOCATOR, turns())
                .directExecutor()
                .maxInboundMessageSize(settings.maxMessageBytes());
        limited(builder, settings.limits());
        server = builder.decompressorRegistry(MessageCompression.readable())
                .compressorRegistry(MessageCompression.writable())
                .intercept(new MessageCompression())
                .addServices(services(others))
                .fallbackHandlerRegistry(new UnknownCalls())
                .build();
    }

    private void limited(NettyServerBuilder builder, ConnectionLimits limits) {
        builder.permitKeepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true)
                .keepAliveTime(PING_SECONDS, TimeUnit.SECONDS)
                .keepAliveTimeout(PING_TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .maxConcurrentCallsPerConnection(limits.callsPerConnection())
                .maxConnectionAge(limits.maxAge().toMillis(), TimeUnit.MILLISECONDS)
                .maxConnectionAgeGrace(AGE_GRACE_SECONDS, TimeUnit.SECONDS)
                .maxConnectionIdle(limits.maxIdle().toMillis(), TimeUnit.MILLISECONDS)
                .maxRstFramesPerWindow(RESETS, RESETS_SECONDS)
                .maxInboundMetadataSize(METADATA_BYTES)
                .addStreamTracerFactory(clients.calls());
    }

    private List<ServerServiceDefinition> services(List<BindableService> others) {
        List<BindableService> all = new ArrayList<>(others);
        all.add(new InferenceService(pipeline.api(), streams));
        all.add(health.getHealthService());
        all.add(ProtoReflectionServiceV1.newInstance());
        all.add(reflectionForOlderClients());
        AdmittedService admitted = new AdmittedService(pipeline.api().memory(), settings.maxMessageBytes());
        return all.stream().map(service -> admitted.of(service.bindService())).toList();
    }

    /**
     * Creates fewer event loops than Netty's default of two per processor: they wake up less often, write several
     * responses at once and leave processors to the forward passes.
     */
    private static EventLoopGroup eventLoops() {
        int processors = Runtime.getRuntime().availableProcessors();
        return new NioEventLoopGroup(
                Math.max(1, processors / PROCESSORS_PER_EVENT_LOOP), new DefaultThreadFactory("grpc", true));
    }

    /** Returns how much is read of a connection before the next one has its turn on the same thread. */
    private static RecvByteBufAllocator turns() {
        return new AdaptiveRecvByteBufAllocator(SMALLEST_READ, SMALLEST_READ, LARGEST_READ).maxMessagesPerRead(1);
    }

    @SuppressWarnings("deprecation")
    private static BindableService reflectionForOlderClients() {
        return io.grpc.protobuf.services.ProtoReflectionService.newInstance();
    }

    /**
     * Starts to listen.
     *
     * @throws IOException if the port cannot be used; the message is a sentence for the operator
     */
    public void start() throws IOException {
        try {
            server.start();
            pipeline.start();
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

    /** Returns the bound port. */
    public int port() {
        return server.getPort();
    }

    /** Reports SERVING to health clients. */
    public void ready() {
        report(ServingStatus.SERVING);
    }

    private void report(ServingStatus status) {
        health.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, status);
        health.setStatus(GRPCInferenceServiceGrpc.SERVICE_NAME, status);
    }

    /** Lets running calls end within the grace period, then stops. */
    public void stop(StopDeadline deadline) throws InterruptedException {
        health.enterTerminalState();
        server.shutdown();
        streams.endAll();
        if (!server.awaitTermination(deadline.left(settings.grace()).toMillis(), TimeUnit.MILLISECONDS)) {
            server.shutdownNow();
            server.awaitTermination(deadline.left(LAST_WAIT).toMillis(), TimeUnit.MILLISECONDS);
        }
        credentials.close();
        pipeline.stop(deadline);
        eventLoops
                .shutdownGracefully(0, LAST_WAIT.toMillis(), TimeUnit.MILLISECONDS)
                .awaitUninterruptibly(deadline.left(LAST_WAIT).toMillis());
    }

    /** Returns what the clients of the port hold. */
    public ClientMemory clients() {
        return clients;
    }
}
