package io.alambic.client;

import io.alambic.inference.GRPCInferenceServiceGrpc;
import io.alambic.inference.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
import io.alambic.inference.ModelInferRequest;
import io.alambic.inference.ModelInferResponse;
import io.alambic.inference.ModelMetadataRequest;
import io.alambic.inference.ModelReadyRequest;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Asks a student. One client is enough for an application: it is thread safe, keeps one connection, which the
 * first call makes and which is made again when it breaks, and owns it until it is closed.
 */
public final class StudentClient implements AutoCloseable {

    private static final long GOODBYE_SECONDS = 5;

    private final ClientSettings settings;
    private final Failures failures;
    private final ManagedChannel channel;

    /**
     * A client of one student.
     *
     * @throws IllegalArgumentException if a certificate or key cannot be read
     */
    public StudentClient(ClientSettings settings) {
        this.settings = settings;
        this.failures = new Failures(settings.target(), settings.model());
        this.channel = Channels.open(settings);
    }

    /** A client with settings of its own choice for everything but the address. */
    public StudentClient(String target) {
        this(ClientSettings.of(target));
    }

    /**
     * Waits for the answer.
     *
     * @throws InferenceException if there is none
     */
    public InferenceResult infer(InferenceRequest request) {
        return result(call(stub -> stub.modelInfer(message(request))));
    }

    /** Waits for every output about these inputs, as {@link #infer(InferenceRequest)} does. */
    public InferenceResult infer(NamedTensor... inputs) {
        return infer(InferenceRequest.of(inputs));
    }

    /**
     * Asks and returns at once. The answer completes the future on a thread of gRPC, which what depends on it
     * must not hold up; without one the future fails with an {@link InferenceException}. Cancelling it cancels
     * the call.
     */
    public CompletableFuture<InferenceResult> inferAsync(InferenceRequest request) {
        return PendingAnswer.of(
                GRPCInferenceServiceGrpc.newFutureStub(channel)
                        .withDeadlineAfter(settings.deadline().toNanos(), TimeUnit.NANOSECONDS)
                        .modelInfer(message(request)),
                this::result,
                failures);
    }

    /** Whether the model answers: false as well where nobody is there. */
    public boolean ready() {
        try {
            return stub().modelReady(ModelReadyRequest.newBuilder()
                            .setName(settings.model())
                            .build())
                    .getReady();
        } catch (StatusRuntimeException e) {
            return false;
        }
    }

    /**
     * Inputs, outputs, versions and properties of the model.
     *
     * @throws InferenceException if it does not say
     */
    public ModelInfo describe() {
        return Messages.info(call(stub -> stub.modelMetadata(
                ModelMetadataRequest.newBuilder().setName(settings.model()).build())));
    }

    private ModelInferRequest message(InferenceRequest request) {
        return Messages.request(settings.model(), settings.version(), request);
    }

    private InferenceResult result(ModelInferResponse response) {
        try {
            return Messages.result(response);
        } catch (IllegalArgumentException e) {
            throw failures.failed(e.getMessage(), e);
        }
    }

    private interface Call<R> {
        R by(GRPCInferenceServiceBlockingStub stub);
    }

    private <R> R call(Call<R> call) {
        try {
            return call.by(stub());
        } catch (StatusRuntimeException e) {
            throw failures.of(e);
        }
    }

    private GRPCInferenceServiceBlockingStub stub() {
        return GRPCInferenceServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(settings.deadline().toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Ends the connection; calls that run get some seconds to end. */
    @Override
    public void close() {
        channel.shutdown();
        try {
            if (!channel.awaitTermination(GOODBYE_SECONDS, TimeUnit.SECONDS)) {
                channel.shutdownNow();
            }
        } catch (InterruptedException e) {
            channel.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
