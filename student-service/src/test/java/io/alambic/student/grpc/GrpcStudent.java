package io.alambic.student.grpc;

import ai.djl.ndarray.NDManager;
import io.alambic.core.model.Architecture;
import io.alambic.core.model.InputRanges;
import io.alambic.core.model.Signature;
import io.alambic.inference.GRPCInferenceServiceGrpc;
import io.alambic.student.Recorder;
import io.alambic.student.ServingSettings;
import io.alambic.student.inference.InferencePipeline;
import io.alambic.student.inference.PassObserver;
import io.alambic.student.registry.ServedModels;
import io.alambic.student.threads.TestThreads;
import io.grpc.BindableService;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** A student without a trainer, behind a real connection. */
public final class GrpcStudent implements AutoCloseable {

    private static final long TIMEOUT_SECONDS = 60;

    private final NDManager engine = NDManager.newBaseManager();
    private final ServedModels models;
    private final AtomicReference<PassObserver> observer = new AtomicReference<>(PassObserver.NONE);
    private final InferencePipeline pipeline;
    private final InferenceServer server;
    private final ManagedChannel channel;

    /** A student that knows which numbers it can read. */
    GrpcStudent(ServingSettings settings, Architecture architecture, ServedModels models, Recorder recorder)
            throws IOException {
        this(
                settings,
                architecture.signature(),
                architecture.inputRanges(),
                models,
                recorder,
                new OpenStreams(Serving.STREAMS));
    }

    public GrpcStudent(
            ServingSettings settings,
            Signature signature,
            ServedModels models,
            Recorder recorder,
            OpenStreams streams,
            BindableService... others)
            throws IOException {
        this(settings, signature, InputRanges.NONE, models, recorder, streams, others);
    }

    private GrpcStudent(
            ServingSettings settings,
            Signature signature,
            InputRanges ranges,
            ServedModels models,
            Recorder recorder,
            OpenStreams streams,
            BindableService... others)
            throws IOException {
        this.models = models;
        pipeline = new InferencePipeline(
                settings.inference(),
                signature,
                ranges,
                models,
                () -> engine,
                InstantSource.system(),
                System::nanoTime,
                recorder,
                (requests, model) -> observer.get().answered(requests, model),
                TestThreads.supervisor());
        server = new InferenceServer(
                settings.grpc(), pipeline, List.of(others), streams, recorder, TestThreads.supervisor());
        server.start();
        channel = NettyChannelBuilder.forAddress("localhost", server.port())
                .usePlaintext()
                .decompressorRegistry(MessageCompression.readable())
                .compressorRegistry(MessageCompression.writable())
                .maxInboundMessageSize(1 << 24)
                .build();
    }

    public NDManager engine() {
        return engine;
    }

    /** The observer is told about passes from now on. */
    public void observe(PassObserver by) {
        observer.set(by);
    }

    public InferencePipeline pipeline() {
        return pipeline;
    }

    InferenceServer server() {
        return server;
    }

    public ManagedChannel channel() {
        return channel;
    }

    public int port() {
        return server.port();
    }

    public GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub blocking() {
        return GRPCInferenceServiceGrpc.newBlockingStub(channel).withDeadlineAfter(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }

    public GRPCInferenceServiceGrpc.GRPCInferenceServiceFutureStub future() {
        return GRPCInferenceServiceGrpc.newFutureStub(channel).withDeadlineAfter(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }

    public GRPCInferenceServiceGrpc.GRPCInferenceServiceStub async() {
        return GRPCInferenceServiceGrpc.newStub(channel).withDeadlineAfter(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws InterruptedException {
        channel.shutdownNow();
        server.stop(TestThreads.soon());
        models.close();
        engine.close();
    }
}
