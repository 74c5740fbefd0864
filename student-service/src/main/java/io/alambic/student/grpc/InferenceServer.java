package io.alambic.student.grpc;

import io.alambic.inference.GRPCInferenceServiceGrpc;
import io.alambic.student.inference.InferencePipeline;
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
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The gRPC server. Its health service reports NOT_SERVING until {@link #ready()} and again from the beginning of
 * {@link #stop()}; running calls then have the grace period to end.
 */
public final class InferenceServer {

    private static final long KEEP_ALIVE_SECONDS = 10;
    private static final int PROCESSORS_PER_EVENT_LOOP = 2;

    private final GrpcSettings settings;
    private final InferencePipeline pipeline;
    private final OpenStreams streams;
    private final HealthStatusManager health = new HealthStatusManager();
    private final PortCredentials credentials;
    private final EventLoopGroup eventLoops;
    private final Server server;

    /**
     * Creates a server that does not listen yet.
     *
     * @param pipeline answers inference; started and stopped with the server
     * @param others served beside inference
     * @param streams the calls of all services that do not end by themselves
     */
    public InferenceServer(
            GrpcSettings settings, InferencePipeline pipeline, List<BindableService> others, OpenStreams streams) {
        this.settings = settings;
        this.pipeline = pipeline;
        this.streams = streams;
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
                .addService(new InferenceService(pipeline.api(), streams))
                .addServices(others.stream().map(BindableService::bindService).toList())
                .addService(health.getHealthService())
                .addService(ProtoReflectionServiceV1.newInstance())
                .addService(reflectionForOlderClients())
                .build();
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
    public void stop() throws InterruptedException {
        health.enterTerminalState();
        server.shutdown();
        streams.endAll();
        if (!server.awaitTermination(settings.grace().toMillis(), TimeUnit.MILLISECONDS)) {
            server.shutdownNow();
            server.awaitTermination(1, TimeUnit.SECONDS);
        }
        credentials.close();
        pipeline.stop();
        eventLoops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
