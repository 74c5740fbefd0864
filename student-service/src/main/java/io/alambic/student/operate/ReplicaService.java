package io.alambic.student.operate;

import io.alambic.student.grpc.OpenStreams;
import io.alambic.student.registry.ServedModels;
import io.alambic.v1.GetLineageRequest;
import io.alambic.v1.GetLineageResponse;
import io.alambic.v1.GetStatusRequest;
import io.alambic.v1.GetStatusResponse;
import io.alambic.v1.GetTransferRequest;
import io.alambic.v1.GetTransferResponse;
import io.alambic.v1.ListCandidatesRequest;
import io.alambic.v1.ListCandidatesResponse;
import io.alambic.v1.PauseTrainingRequest;
import io.alambic.v1.PauseTrainingResponse;
import io.alambic.v1.PinVersionRequest;
import io.alambic.v1.PinVersionResponse;
import io.alambic.v1.ResumeTrainingRequest;
import io.alambic.v1.ResumeTrainingResponse;
import io.alambic.v1.RollBackRequest;
import io.alambic.v1.RollBackResponse;
import io.alambic.v1.StudentServiceGrpc.StudentServiceImplBase;
import io.alambic.v1.TrainerState;
import io.alambic.v1.UnpinVersionRequest;
import io.alambic.v1.UnpinVersionResponse;
import io.alambic.v1.WatchModelRequest;
import io.alambic.v1.WatchModelResponse;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.Executor;

/**
 * Answers an operator's questions to a replica and refuses changes: replicas serve what their trainer serves, so that a
 * pin or a roll back there applies to all of them. Thread safe.
 */
public final class ReplicaService extends StudentServiceImplBase {

    private final String model;
    private final ServedModels models;
    private final OpenStreams streams;
    private final Executor executor;

    /**
     * Creates the service of one replica.
     *
     * @param model name of the student
     * @param models the served models
     * @param streams receives the streaming calls
     * @param executor tells those who watch
     */
    public ReplicaService(String model, ServedModels models, OpenStreams streams, Executor executor) {
        this.model = model;
        this.models = models;
        this.streams = streams;
        this.executor = executor;
    }

    @Override
    public void getStatus(GetStatusRequest request, StreamObserver<GetStatusResponse> answer) {
        answer.onNext(OperatorService.status(model, models)
                .setTrainer(TrainerState.TRAINER_STATE_NONE)
                .build());
        answer.onCompleted();
    }

    @Override
    public void getLineage(GetLineageRequest request, StreamObserver<GetLineageResponse> answer) {
        OperatorService.answer(answer, () -> OperatorService.lineage(model, models, request));
    }

    @Override
    public void getTransfer(GetTransferRequest request, StreamObserver<GetTransferResponse> answer) {
        refuse(answer, "ask there what its weights took over");
    }

    @Override
    public void watchModel(WatchModelRequest request, StreamObserver<WatchModelResponse> answers) {
        try {
            new PromotionStream(models, streams, executor, (ServerCallStreamObserver<WatchModelResponse>) answers)
                    .start();
        } catch (StatusRuntimeException e) {
            answers.onError(e);
        }
    }

    @Override
    public void pinVersion(PinVersionRequest request, StreamObserver<PinVersionResponse> answer) {
        refuse(answer, "pin the version there");
    }

    @Override
    public void unpinVersion(UnpinVersionRequest request, StreamObserver<UnpinVersionResponse> answer) {
        refuse(answer, "unpin there");
    }

    @Override
    public void rollBack(RollBackRequest request, StreamObserver<RollBackResponse> answer) {
        refuse(answer, "roll back there");
    }

    @Override
    public void pauseTraining(PauseTrainingRequest request, StreamObserver<PauseTrainingResponse> answer) {
        refuse(answer, "pause training there");
    }

    @Override
    public void resumeTraining(ResumeTrainingRequest request, StreamObserver<ResumeTrainingResponse> answer) {
        refuse(answer, "resume training there");
    }

    @Override
    public void listCandidates(ListCandidatesRequest request, StreamObserver<ListCandidatesResponse> answer) {
        refuse(answer, "list its candidates there");
    }

    private static void refuse(StreamObserver<?> answer, String instead) {
        answer.onError(Status.FAILED_PRECONDITION
                .withDescription("this is a replica, which answers with what its trainer answers with: " + instead)
                .asRuntimeException());
    }
}
