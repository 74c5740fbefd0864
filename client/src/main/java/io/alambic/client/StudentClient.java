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
 * Sends inference requests to a student. Thread safe; one client is enough for an application. The first call
 * opens the connection, which is reopened if it breaks. The client owns the connection until it is closed.
 */
public final class StudentClient implements AutoCloseable {

    private static final long GOODBYE_SECONDS = 5;

    private final ClientSettings settings;
    private final Failures failures;
    private final ManagedChannel channel;

    /**
     * Creates a client of one student.
     *
     * @throws IllegalArgumentException if a certificate or key cannot be read
     */
    public StudentClient(ClientSettings settings) {
        this.settings = settings;
        this.failures = new Failures(settings.target(), settings.model());
        this.channel = Channels.open(settings);
    }

    /** Creates a client with the settings of {@link ClientSettings#of}. */
    public StudentClient(String target) {
        this(ClientSettings.of(target));
    }

    /**
     * Sends a request and waits for the answer.
     *
     * @throws InferenceException if the student does not answer
     */
    public InferenceResult infer(InferenceRequest request) {
        return result(call(stub -> stub.modelInfer(message(request))));
    }

    /** Requests every output for these inputs and waits for the answer, as {@link #infer(InferenceRequest)} does. */
    public InferenceResult infer(NamedTensor... inputs) {
        return infer(InferenceRequest.of(inputs));
    }

    /**
     * Sends a request and returns immediately. The answer completes the future on a gRPC thread, which
     * dependent stages must not block. If there is no answer, the future fails with an {@link
     * InferenceException}. Cancelling the future cancels the call.
     */
    public CompletableFuture<InferenceResult> inferAsync(InferenceRequest request) {
        return PendingAnswer.of(
                GRPCInferenceServiceGrpc.newFutureStub(channel)
                        .withDeadlineAfter(settings.deadline().toNanos(), TimeUnit.NANOSECONDS)
                        .modelInfer(message(request)),
                this::result,
                failures);
    }

    /** Returns whether the model can answer; false also if nobody listens there. */
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
     * Returns the inputs, outputs, versions and properties of the model.
     *
     * @throws InferenceException if the student does not answer
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

    /** Closes the connection. Gives running calls a few seconds to finish. */
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
