package io.alambic.student.operate;

import io.alambic.core.search.PopulationState;
import io.alambic.student.grpc.OpenStreams;
import io.alambic.student.registry.ModelVersions;
import io.alambic.student.registry.ServedModel;
import io.alambic.student.registry.ServedModels;
import io.alambic.student.registry.TrialFigures;
import io.alambic.student.registry.UnknownVersionException;
import io.alambic.student.training.LifeCycle;
import io.alambic.student.training.Transfer;
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
import io.alambic.v1.Trial;
import io.alambic.v1.UnpinVersionRequest;
import io.alambic.v1.UnpinVersionResponse;
import io.alambic.v1.WatchModelRequest;
import io.alambic.v1.WatchModelResponse;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets an operator control a student: pin and roll back versions, pause the trainer, list the candidates. Every call
 * is answered at once. Thread safe.
 */
public final class OperatorService extends StudentServiceImplBase {

    private static final Logger LOG = LoggerFactory.getLogger(OperatorService.class);

    private final String model;
    private final ServedModels models;
    private final LifeCycle life;
    private final Supplier<Optional<PopulationState>> populationState;
    private final Supplier<Transfer> transfer;
    private final OpenStreams streams;
    private final Executor executor;

    /**
     * Creates the service of one student.
     *
     * @param model name of the model
     * @param models the served models
     * @param life life cycle of the trainer
     * @param populationState the population; empty before the checkpoint is restored
     * @param transfer what the newest weights took over from the teacher
     * @param streams receives the streaming calls
     * @param executor tells those who watch
     */
    public OperatorService(
            String model,
            ServedModels models,
            LifeCycle life,
            Supplier<Optional<PopulationState>> populationState,
            Supplier<Transfer> transfer,
            OpenStreams streams,
            Executor executor) {
        this.model = model;
        this.models = models;
        this.life = life;
        this.populationState = populationState;
        this.transfer = transfer;
        this.streams = streams;
        this.executor = executor;
    }

    /** Computes a response or refuses. */
    @FunctionalInterface
    interface Act<T> {

        T run() throws UnknownVersionException;
    }

    @Override
    public void getStatus(GetStatusRequest request, StreamObserver<GetStatusResponse> answer) {
        answer(answer, () -> {
            GetStatusResponse.Builder status = status(model, models).setTrainer(trainer());
            life.failure().ifPresent(reason -> status.setFailure(String.valueOf(reason.getMessage())));
            return status.build();
        });
    }

    /** Changes which version answers. */
    static GetStatusResponse.Builder status(String model, ServedModels models) {
        List<ServedModel> versions = models.versions();
        GetStatusResponse.Builder status = GetStatusResponse.newBuilder()
                .setModelName(model)
                .setPinned(models.isPinned())
                .addAllVersions(versions.stream().map(ModelVersions::of).toList());
        models.trial().ifPresent(trial -> status.setTrial(trial(trial)));
        models.peek().ifPresent(current -> status.setServing(ModelVersions.of(current)));
        return status;
    }

    private static Trial trial(TrialFigures figures) {
        return Trial.newBuilder()
                .setCandidate(ModelVersions.of(figures.candidate()))
                .setComparedSamples(figures.compared())
                .setAgreeingSamples(figures.agreeing())
                .build();
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
        answer(answer, () -> {
            long serving = models.pin(request.getVersion());
            LOG.info("version={} Pinned", serving);
            return PinVersionResponse.newBuilder().setServingVersion(serving).build();
        });
    }

    @Override
    public void unpinVersion(UnpinVersionRequest request, StreamObserver<UnpinVersionResponse> answer) {
        answer(answer, () -> {
            long serving = models.unpin();
            LOG.info("version={} Unpinned; the newest version answers", serving);
            return UnpinVersionResponse.newBuilder().setServingVersion(serving).build();
        });
    }

    @Override
    public void rollBack(RollBackRequest request, StreamObserver<RollBackResponse> answer) {
        answer(answer, () -> {
            ServedModels.RolledBack done = models.rollBack(request.getVersion());
            LOG.warn("version={} withdrawn={} Rolled back and pinned", done.serving(), done.withdrawn());
            return RollBackResponse.newBuilder()
                    .setServingVersion(done.serving())
                    .addAllWithdrawnVersions(done.withdrawn())
                    .build();
        });
    }

    @Override
    public void pauseTraining(PauseTrainingRequest request, StreamObserver<PauseTrainingResponse> answer) {
        answer(answer, () -> {
            if (life.state() != LifeCycle.State.PAUSED) {
                life.pause();
                LOG.info("Training is paused");
            }
            return PauseTrainingResponse.newBuilder().setTrainer(trainer()).build();
        });
    }

    @Override
    public void resumeTraining(ResumeTrainingRequest request, StreamObserver<ResumeTrainingResponse> answer) {
        answer(answer, () -> {
            if (life.state() != LifeCycle.State.TRAINING) {
                life.resume();
                LOG.info("Training is resumed");
            }
            return ResumeTrainingResponse.newBuilder().setTrainer(trainer()).build();
        });
    }

    @Override
    public void listCandidates(ListCandidatesRequest request, StreamObserver<ListCandidatesResponse> answer) {
        answer(answer, () -> populationState
                .get()
                .map(known -> CandidateList.answer(request, known))
                .orElseGet(ListCandidatesResponse::getDefaultInstance));
    }

    @Override
    public void getTransfer(GetTransferRequest request, StreamObserver<GetTransferResponse> answer) {
        answer(answer, () -> TransferAnswer.of(model, transfer.get()));
    }

    @Override
    public void getLineage(GetLineageRequest request, StreamObserver<GetLineageResponse> answer) {
        answer(answer, () -> lineage(model, models, request));
    }

    /** Says what a version learned from. */
    static GetLineageResponse lineage(String model, ServedModels models, GetLineageRequest request)
            throws UnknownVersionException {
        return GetLineageResponse.newBuilder()
                .setModelName(model)
                .setVersion(ModelVersions.of(models.named(request.getVersion())))
                .build();
    }

    private TrainerState trainer() {
        return switch (life.state()) {
            case RESTORING -> TrainerState.TRAINER_STATE_RESTORING;
            case TRAINING -> TrainerState.TRAINER_STATE_TRAINING;
            case PAUSED -> TrainerState.TRAINER_STATE_PAUSED;
            case FAILED -> TrainerState.TRAINER_STATE_FAILED;
            case STOPPED -> TrainerState.TRAINER_STATE_STOPPED;
        };
    }

    static <T> void answer(StreamObserver<T> answer, Act<T> act) {
        T value;
        try {
            value = act.run();
        } catch (UnknownVersionException e) {
            answer.onError(Status.NOT_FOUND.withDescription(e.getMessage()).asRuntimeException());
            return;
        } catch (IllegalStateException e) {
            answer.onError(
                    Status.FAILED_PRECONDITION.withDescription(e.getMessage()).asRuntimeException());
            return;
        }
        answer.onNext(value);
        answer.onCompleted();
    }
}
