package io.alambic.student.serving;

import ai.djl.ndarray.NDManager;
import io.alambic.core.model.Signature;
import io.alambic.inference.GRPCInferenceServiceGrpc;
import io.alambic.student.Recorder;
import io.grpc.BindableService;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A student without a trainer, behind a real connection. */
public final class GrpcStudent implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 60;

    private final NDManager engine = NDManager.newBaseManager();
    private final ServedModels models;
    private final InferenceServer server;
    private final ManagedChannel channel;

    GrpcStudent(
            ServingSettings settings,
            Signature signature,
            ServedModels models,
            Recorder recorder,
            OpenStreams streams,
            BindableService... others)
            throws IOException {
        this.models = models;
        server = new InferenceServer(
                settings,
                signature,
                models,
                () -> engine,
                List.of(others),
                streams,
                InstantSource.system(),
                System::nanoTime,
                recorder);
        server.start();
        channel = NettyChannelBuilder.forAddress("localhost", server.port())
                .usePlaintext()
                .maxInboundMessageSize(1 << 24)
                .build();
    }

    NDManager engine() {
        return engine;
    }

    InferenceServer server() {
        return server;
    }

    InferenceApi api() {
        return server.api();
    }

    GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub blocking() {
        return GRPCInferenceServiceGrpc.newBlockingStub(channel).withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    GRPCInferenceServiceGrpc.GRPCInferenceServiceFutureStub future() {
        return GRPCInferenceServiceGrpc.newFutureStub(channel).withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    GRPCInferenceServiceGrpc.GRPCInferenceServiceStub async() {
        return GRPCInferenceServiceGrpc.newStub(channel).withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws InterruptedException {
        channel.shutdownNow();
        server.stop();
        models.close();
        engine.close();
    }
}
