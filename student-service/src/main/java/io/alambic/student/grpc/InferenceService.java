package io.alambic.student.grpc;

import io.alambic.inference.GRPCInferenceServiceGrpc.GRPCInferenceServiceImplBase;
import io.alambic.inference.ModelConfigRequest;
import io.alambic.inference.ModelConfigResponse;
import io.alambic.inference.ModelInferRequest;
import io.alambic.inference.ModelInferResponse;
import io.alambic.inference.ModelMetadataRequest;
import io.alambic.inference.ModelMetadataResponse;
import io.alambic.inference.ModelReadyRequest;
import io.alambic.inference.ModelReadyResponse;
import io.alambic.inference.ModelStatisticsRequest;
import io.alambic.inference.ModelStatisticsResponse;
import io.alambic.inference.ModelStreamInferResponse;
import io.alambic.inference.RepositoryIndexRequest;
import io.alambic.inference.RepositoryIndexResponse;
import io.alambic.inference.RepositoryModelLoadRequest;
import io.alambic.inference.RepositoryModelLoadResponse;
import io.alambic.inference.RepositoryModelUnloadRequest;
import io.alambic.inference.RepositoryModelUnloadResponse;
import io.alambic.inference.ServerLiveRequest;
import io.alambic.inference.ServerLiveResponse;
import io.alambic.inference.ServerMetadataRequest;
import io.alambic.inference.ServerMetadataResponse;
import io.alambic.inference.ServerReadyRequest;
import io.alambic.inference.ServerReadyResponse;
import io.alambic.student.inference.InferenceApi;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.function.Supplier;

/**
 * The Open Inference Protocol, version 2, over gRPC, with its common extensions. Workers compute inference; all
 * other calls are answered at once. Thread safe.
 */
final class InferenceService extends GRPCInferenceServiceImplBase {

    private final InferenceApi api;
    private final OpenStreams streams;

    InferenceService(InferenceApi api, OpenStreams streams) {
        this.api = api;
        this.streams = streams;
    }

    @Override
    public void serverLive(ServerLiveRequest request, StreamObserver<ServerLiveResponse> answer) {
        answer(answer, () -> ServerLiveResponse.newBuilder().setLive(true).build());
    }

    @Override
    public void serverReady(ServerReadyRequest request, StreamObserver<ServerReadyResponse> answer) {
        answer(
                answer,
                () -> ServerReadyResponse.newBuilder().setReady(api.ready()).build());
    }

    @Override
    public void modelReady(ModelReadyRequest request, StreamObserver<ModelReadyResponse> answer) {
        answer(answer, () -> ModelReadyResponse.newBuilder()
                .setReady(api.modelReady(request.getName(), request.getVersion()))
                .build());
    }

    @Override
    public void serverMetadata(ServerMetadataRequest request, StreamObserver<ServerMetadataResponse> answer) {
        answer(answer, api::serverMetadata);
    }

    @Override
    public void modelMetadata(ModelMetadataRequest request, StreamObserver<ModelMetadataResponse> answer) {
        answer(answer, () -> api.modelMetadata(request.getName(), request.getVersion()));
    }

    @Override
    public void modelInfer(ModelInferRequest request, StreamObserver<ModelInferResponse> answer) {
        api.infer(request, new GrpcResponseHandler((ServerCallStreamObserver<ModelInferResponse>) answer));
    }

    @Override
    public StreamObserver<ModelInferRequest> modelStreamInfer(StreamObserver<ModelStreamInferResponse> answers) {
        try {
            return new InferenceStream(api, streams, (ServerCallStreamObserver<ModelStreamInferResponse>) answers)
                    .start();
        } catch (StatusRuntimeException e) {
            answers.onError(e);
            return new IgnoredRequests();
        }
    }

    @Override
    public void modelConfig(ModelConfigRequest request, StreamObserver<ModelConfigResponse> answer) {
        answer(answer, () -> ModelConfigResponse.newBuilder()
                .setConfig(api.modelConfig(request.getName(), request.getVersion()))
                .build());
    }

    @Override
    public void modelStatistics(ModelStatisticsRequest request, StreamObserver<ModelStatisticsResponse> answer) {
        answer(answer, () -> api.statistics(request.getName(), request.getVersion()));
    }

    @Override
    public void repositoryIndex(RepositoryIndexRequest request, StreamObserver<RepositoryIndexResponse> answer) {
        answer(answer, () -> api.index(request.getReady()));
    }

    @Override
    public void repositoryModelLoad(
            RepositoryModelLoadRequest request, StreamObserver<RepositoryModelLoadResponse> answer) {
        answer(answer, () -> {
            api.load(request.getModelName(), request.getParametersCount() > 0);
            return RepositoryModelLoadResponse.getDefaultInstance();
        });
    }

    @Override
    public void repositoryModelUnload(
            RepositoryModelUnloadRequest request, StreamObserver<RepositoryModelUnloadResponse> answer) {
        answer(answer, () -> {
            api.unload(request.getModelName());
            return RepositoryModelUnloadResponse.getDefaultInstance();
        });
    }

    /** The requests of a streaming call that was refused. */
    private static final class IgnoredRequests implements StreamObserver<ModelInferRequest> {

        @Override
        public void onNext(ModelInferRequest request) {}

        @Override
        public void onError(Throwable reason) {}

        @Override
        public void onCompleted() {}
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
