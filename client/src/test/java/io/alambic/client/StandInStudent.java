package io.alambic.client;

import io.alambic.inference.GRPCInferenceServiceGrpc.GRPCInferenceServiceImplBase;
import io.alambic.inference.ModelInferRequest;
import io.alambic.inference.ModelInferResponse;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.ServerCredentials;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** A scripted student behind a real connection; it shows behaviour that a real student does not show on demand. */
final class StandInStudent extends GRPCInferenceServiceImplBase implements AutoCloseable {

    interface Behaviour {
        void answer(ModelInferRequest request, StreamObserver<ModelInferResponse> caller);
    }

    private final Queue<Behaviour> next = new ConcurrentLinkedQueue<>();
    private final AtomicInteger calls = new AtomicInteger();
    private final Server server;
    private final int port;

    StandInStudent() throws IOException {
        this(InsecureServerCredentials.create());
    }

    StandInStudent(ServerCredentials credentials) throws IOException {
        this(credentials, 0);
    }

    private StandInStudent(ServerCredentials credentials, int port) throws IOException {
        server = Grpc.newServerBuilderForPort(port, credentials)
                .addService(this)
                .maxInboundMessageSize(1 << 24)
                .build()
                .start();
        this.port = server.getPort();
    }

    String target() {
        return "localhost:" + port;
    }

    /** Starts another student at the same address, once this one is closed. */
    StandInStudent again() throws IOException {
        return new StandInStudent(InsecureServerCredentials.create(), port);
    }

    int calls() {
        return calls.get();
    }

    StandInStudent then(Behaviour behaviour) {
        next.add(behaviour);
        return this;
    }

    static ModelInferResponse.Builder whole(ModelInferRequest request) {
        return ModelInferResponse.newBuilder()
                .setModelName(request.getModelName())
                .setId(request.getId())
                .putParameters("version", number(7))
                .putParameters("step", number(70))
                .putParameters("newest_event_time", number(700));
    }

    private static io.alambic.inference.InferParameter number(long value) {
        return io.alambic.inference.InferParameter.newBuilder()
                .setInt64Param(value)
                .build();
    }

    @Override
    public void modelInfer(ModelInferRequest request, StreamObserver<ModelInferResponse> caller) {
        calls.incrementAndGet();
        Behaviour behaviour = next.poll();
        if (behaviour != null) {
            behaviour.answer(request, caller);
            return;
        }
        caller.onNext(whole(request).build());
        caller.onCompleted();
    }

    @Override
    public void close() {
        server.shutdownNow();
        try {
            server.awaitTermination();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
