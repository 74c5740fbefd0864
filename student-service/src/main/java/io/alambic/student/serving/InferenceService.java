package io.alambic.student.serving;

import io.alambic.inference.GRPCInferenceServiceGrpc.GRPCInferenceServiceImplBase;
import io.alambic.inference.ModelInferRequest;
import io.alambic.inference.ModelInferResponse;
import io.alambic.inference.ModelMetadataRequest;
import io.alambic.inference.ModelMetadataResponse;
import io.alambic.inference.ModelReadyRequest;
import io.alambic.inference.ModelReadyResponse;
import io.alambic.inference.ServerLiveRequest;
import io.alambic.inference.ServerLiveResponse;
import io.alambic.inference.ServerMetadataRequest;
import io.alambic.inference.ServerMetadataResponse;
import io.alambic.inference.ServerReadyRequest;
import io.alambic.inference.ServerReadyResponse;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The Open Inference Protocol, version 2. Inference goes to the workers; everything else is answered at
 * once. Thread safe.
 */
final class InferenceService extends GRPCInferenceServiceImplBase {

    private static final String SERVER = "alambic-student";

    private final ServingSettings settings;
    private final ServedModels models;
    private final ModelFacts facts;
    private final Inference inference;
    private final Workers workers;
    private final LongSupplier nanoClock;
    private final InferenceListener listener;

    InferenceService(
            ServingSettings settings,
            ServedModels models,
            ModelFacts facts,
            Inference inference,
            Workers workers,
            LongSupplier nanoClock,
            InferenceListener listener) {
        this.settings = settings;
        this.models = models;
        this.facts = facts;
        this.inference = inference;
        this.workers = workers;
        this.nanoClock = nanoClock;
        this.listener = listener;
    }

    @Override
    public void serverLive(ServerLiveRequest request, StreamObserver<ServerLiveResponse> answer) {
        answer(answer, () -> ServerLiveResponse.newBuilder().setLive(true).build());
    }

    @Override
    public void serverReady(ServerReadyRequest request, StreamObserver<ServerReadyResponse> answer) {
        answer(answer, () -> ServerReadyResponse.newBuilder()
                .setReady(models.isReady())
                .build());
    }

    @Override
    public void modelReady(ModelReadyRequest request, StreamObserver<ModelReadyResponse> answer) {
        answer(answer, () -> {
            inference.requireModel(request.getName());
            boolean ready = models.peek()
                    .filter(model -> Inference.isVersion(request.getVersion(), model))
                    .isPresent();
            return ModelReadyResponse.newBuilder().setReady(ready).build();
        });
    }

    @Override
    public void serverMetadata(ServerMetadataRequest request, StreamObserver<ServerMetadataResponse> answer) {
        answer(answer, () -> ServerMetadataResponse.newBuilder()
                .setName(SERVER)
                .setVersion(settings.serverVersion())
                .build());
    }

    @Override
    public void modelMetadata(ModelMetadataRequest request, StreamObserver<ModelMetadataResponse> answer) {
        answer(answer, () -> {
            inference.requireModel(request.getName());
            Optional<ServedModels.Lease> lease = models.lease();
            if (lease.isEmpty()) {
                if (!request.getVersion().isEmpty()) {
                    throw Refused.notFound(
                            "version '%s' of model '%s' is not served; none is yet",
                            request.getVersion(), request.getName());
                }
                return facts.describe(Optional.empty());
            }
            try (ServedModels.Lease open = lease.get()) {
                inference.requireVersion(request.getVersion(), open.model());
                return facts.describe(Optional.of(open.model()));
            }
        });
    }

    @Override
    public void modelInfer(ModelInferRequest request, StreamObserver<ModelInferResponse> answer) {
        ServerCallStreamObserver<ModelInferResponse> call = (ServerCallStreamObserver<ModelInferResponse>) answer;
        call.setOnCancelHandler(() -> {});
        InferenceCall task = new InferenceCall(request, call, inference, nanoClock, listener);
        if (!workers.offer(task)) {
            task.refuse(Refused.overloaded(settings.queue()));
        }
    }

    private static <T> void answer(StreamObserver<T> answer, Supplier<T> response) {
        T value;
        try {
            value = response.get();
        } catch (StatusRuntimeException e) {
            answer.onError(e);
            return;
        }
        answer.onNext(value);
        answer.onCompleted();
    }
}
