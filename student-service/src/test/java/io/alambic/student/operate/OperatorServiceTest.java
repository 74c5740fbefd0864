package io.alambic.student.operate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import io.alambic.core.checkpoint.Lineage;
import io.alambic.core.checkpoint.RecordsRead;
import io.alambic.core.checkpoint.TaughtBy;
import io.alambic.core.cost.TermName;
import io.alambic.core.explain.LayerSimilarity;
import io.alambic.core.figures.HoldoutFigures;
import io.alambic.core.hyperparameters.Hyperparameters;
import io.alambic.core.model.TrainableNetwork;
import io.alambic.core.search.CandidateHistory;
import io.alambic.core.search.PopulationState;
import io.alambic.student.TinyTask;
import io.alambic.student.grpc.OpenStreams;
import io.alambic.student.registry.ModelVersions;
import io.alambic.student.registry.ServedFacts;
import io.alambic.student.registry.ServedModel;
import io.alambic.student.registry.ServedModels;
import io.alambic.student.training.LifeCycle;
import io.alambic.student.training.Transfer;
import io.alambic.v1.Candidate;
import io.alambic.v1.CandidateEnd;
import io.alambic.v1.GetLineageRequest;
import io.alambic.v1.GetLineageResponse;
import io.alambic.v1.GetStatusRequest;
import io.alambic.v1.GetStatusResponse;
import io.alambic.v1.GetTransferRequest;
import io.alambic.v1.GetTransferResponse;
import io.alambic.v1.LineageTeacher;
import io.alambic.v1.ListCandidatesRequest;
import io.alambic.v1.PauseTrainingRequest;
import io.alambic.v1.PinVersionRequest;
import io.alambic.v1.ReadStretch;
import io.alambic.v1.ResumeTrainingRequest;
import io.alambic.v1.RollBackRequest;
import io.alambic.v1.RollBackResponse;
import io.alambic.v1.StudentServiceGrpc;
import io.alambic.v1.TrainerState;
import io.alambic.v1.UnpinVersionRequest;
import io.alambic.v1.WatchModelRequest;
import io.alambic.v1.WatchModelResponse;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The operator's service over a real connection. */
class OperatorServiceTest {

    private static final int WATCHERS = 3;
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochMilli(10_500));

    private final ServedModels models = new ServedModels(3, CLOCK, () -> {});
    private final LifeCycle life = new LifeCycle();
    private volatile Optional<PopulationState> populationState = Optional.empty();
    private volatile Transfer transfer = Transfer.NONE;
    private volatile Executor watching = Runnable::run;
    private NDManager engine;
    private Server server;
    private ManagedChannel channel;

    @BeforeEach
    void start() throws Exception {
        engine = NDManager.newBaseManager();
        server = NettyServerBuilder.forPort(0)
                .directExecutor()
                .addService(new OperatorService(
                        "student",
                        models,
                        life,
                        () -> populationState,
                        () -> transfer,
                        new OpenStreams(WATCHERS),
                        task -> watching.execute(task)))
                .build()
                .start();
        channel = NettyChannelBuilder.forAddress("localhost", server.getPort())
                .usePlaintext()
                .build();
    }

    @AfterEach
    void stop() {
        channel.shutdownNow();
        server.shutdownNow();
        models.close();
        engine.close();
    }

    @Test
    void saysWhatTheWeightsTookOverAsFarAsItIsKnown() {
        // Given
        GetTransferResponse before = student().getTransfer(GetTransferRequest.getDefaultInstance());
        transfer = new Transfer(
                500,
                List.of(0.9, Double.NaN),
                List.of(new LayerSimilarity("block1", "logits", 0.5)),
                Map.of(TermName.OUTPUT, 2f));

        // When
        GetTransferResponse after = student().getTransfer(GetTransferRequest.getDefaultInstance());

        // Then
        assertThat(before)
                .isEqualTo(
                        GetTransferResponse.newBuilder().setModelName("student").build());
        assertThat(after.getStep()).isEqualTo(500);
        assertThat(after.getClasses(0).getAgreement()).isEqualTo(0.9);
        assertThat(after.getClasses(1).hasAgreement()).isFalse();
        assertThat(after.getLayersList())
                .containsExactly(io.alambic.v1.LayerSimilarity.newBuilder()
                        .setTeacherLayer("block1")
                        .setStudentLayer("logits")
                        .setCka(0.5)
                        .build());
        assertThat(after.getTerms(0).getTerm()).isEqualTo("output");
        assertThat(after.getTerms(0).getNorm()).isEqualTo(2);
    }

    @Test
    void saysWhatServesWithItsFiguresFreshnessAndLineage() {
        // Given
        life.restored();
        promote(7);

        // When
        GetStatusResponse status = student().getStatus(GetStatusRequest.getDefaultInstance());

        // Then
        assertThat(status.getModelName()).isEqualTo("student");
        assertThat(status.getTrainer()).isEqualTo(TrainerState.TRAINER_STATE_TRAINING);
        assertThat(status.getPinned()).isFalse();
        assertThat(status.getVersionsList()).containsExactly(status.getServing());
        assertThat(status.getServing().getVersion()).isEqualTo(7);
        assertThat(status.getServing().getStep()).isEqualTo(70);
        assertThat(status.getServing().getHoldout().getAgreement()).isEqualTo(0.75);
        assertThat(status.getServing().getHoldout().hasAccuracy()).isFalse();
        assertThat(status.getServing().getFreshnessSeconds()).isCloseTo(2.5, within(1e-9));
        assertThat(status.getServing().getPromotedAt().getSeconds()).isEqualTo(10);
        assertThat(status.getServing().getPromotedAt().getNanos()).isEqualTo(500_000_000);
        assertThat(status.getServing().getLineage().getTrainedSamples()).isEqualTo(700);
        assertThat(status.getServing().getLineage().getOffsetsMap()).containsExactly(Map.entry("my-knowledge-12", 99L));
    }

    @Test
    void listsThoseWhoLearnAndOnlyWhenAskedThoseWhoEnded() {
        // Given
        Hyperparameters hyperparameters = TinyTask.candidate().hyperparameters();
        HoldoutFigures figures = HoldoutFigures.ofClasses(8, 0.5, 0.75, Double.NaN);
        CandidateHistory first = new CandidateHistory(
                0, 0, hyperparameters, CandidateHistory.NONE, 0, CandidateHistory.NONE, null, figures);
        CandidateHistory worst = new CandidateHistory(
                1, 1, hyperparameters, CandidateHistory.NONE, 0, 9, CandidateHistory.End.WORST, figures);
        CandidateHistory begun = new CandidateHistory(2, 1, hyperparameters, 0, 9, CandidateHistory.NONE, null, null);
        boolean none = candidates(true).isEmpty();
        populationState = Optional.of(new PopulationState(
                List.of(hyperparameters, hyperparameters), 3, 0, 1, List.of(first, begun), List.of(worst)));

        // When
        List<Candidate> all = candidates(true);

        // Then
        assertThat(none).isTrue();
        assertThat(candidates(false)).isEqualTo(all.subList(0, 2));
        assertThat(all).extracting(Candidate::getId).containsExactly(0L, 2L, 1L);
        assertThat(all).extracting(Candidate::getLeading).containsExactly(true, false, false);
        assertThat(all).extracting(Candidate::getServed).containsExactly(false, false, true);
        assertThat(all.get(0).getHoldout().getAgreement()).isEqualTo(0.75);
        assertThat(all.get(0).getHoldout().hasAccuracy()).isFalse();
        assertThat(all.get(0).hasParentId()).isFalse();
        assertThat(all.get(1).getParentId()).isZero();
        assertThat(all.get(1).hasHoldout()).isFalse();
        assertThat(all.get(2).getEndedAtStep()).isEqualTo(9);
        assertThat(all.get(2).getEnd()).isEqualTo(CandidateEnd.CANDIDATE_END_WORST);
        assertThat(all.get(2).getDialsMap()).containsEntry("lambda1", "0.5").hasSize(5);
    }

    private List<Candidate> candidates(boolean ended) {
        return student()
                .listCandidates(ListCandidatesRequest.newBuilder()
                        .setIncludeEnded(ended)
                        .build())
                .getCandidatesList();
    }

    @Test
    void hasNothingToShowBeforeTheFirstPromotion() {
        // When
        GetStatusResponse status = student().getStatus(GetStatusRequest.getDefaultInstance());

        // Then
        assertThat(status.getTrainer()).isEqualTo(TrainerState.TRAINER_STATE_RESTORING);
        assertThat(status.hasServing()).isFalse();
        assertThat(status.getVersionsList()).isEmpty();
    }

    @Test
    void aWatcherSeesWhatIsNewestAndThenEachPromotion() {
        // Given
        promote(1);
        Iterator<WatchModelResponse> watched = student().watchModel(WatchModelRequest.getDefaultInstance());
        WatchModelResponse before = watched.next();

        // When
        promote(2);
        WatchModelResponse after = watched.next();

        // Then
        assertThat(before.getPromoted().getVersion()).isEqualTo(1);
        assertThat(after.getPromoted().getVersion()).isEqualTo(2);
        assertThat(after.getServing()).isTrue();
    }

    @Test
    void promotingLeavesItToAnotherThreadToTellWhoWatches() {
        // Given
        promote(1);
        Iterator<WatchModelResponse> watched = student().watchModel(WatchModelRequest.getDefaultInstance());
        watched.next();
        Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
        watching = tasks::add;

        // When
        promote(2);
        promote(3);
        List<Runnable> left = List.copyOf(tasks);
        left.forEach(Runnable::run);

        // Then
        assertThat(left).hasSize(1);
        assertThat(watched.next().getPromoted().getVersion()).isEqualTo(3);
    }

    @Test
    void refusesMoreWatchersThanThereMayBe() {
        // Given
        promote(1);
        for (int i = 0; i < WATCHERS; i++) {
            student().watchModel(WatchModelRequest.getDefaultInstance()).next();
        }

        // When
        StatusRuntimeException refused = catchThrowableOfType(StatusRuntimeException.class, () -> student()
                .watchModel(WatchModelRequest.getDefaultInstance())
                .next());

        // Then
        assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(refused.getStatus().getDescription()).isEqualTo("no more than 3 streaming calls are open at once");
    }

    @Test
    void pinsAndUnpins() {
        // Given
        promote(1);
        promote(2);

        // When
        long pinned = student()
                .pinVersion(PinVersionRequest.newBuilder().setVersion(1).build())
                .getServingVersion();
        promote(3);
        GetStatusResponse status = student().getStatus(GetStatusRequest.getDefaultInstance());
        long unpinned =
                student().unpinVersion(UnpinVersionRequest.getDefaultInstance()).getServingVersion();

        // Then
        assertThat(pinned).isEqualTo(1);
        assertThat(status.getPinned()).isTrue();
        assertThat(status.getServing().getVersion()).isEqualTo(1);
        assertThat(unpinned).isEqualTo(3);
    }

    @Test
    void rollsBackToTheVersionBefore() {
        // Given
        promote(1);
        promote(2);

        // When
        RollBackResponse done = student().rollBack(RollBackRequest.getDefaultInstance());

        // Then
        assertThat(done.getServingVersion()).isEqualTo(1);
        assertThat(done.getWithdrawnVersionsList()).containsExactly(2L);
    }

    @Test
    void refusesAVersionThatDoesNotAnswer() {
        // Given
        promote(4);

        // When
        StatusRuntimeException refused = catchThrowableOfType(StatusRuntimeException.class, () -> student()
                .pinVersion(PinVersionRequest.newBuilder().setVersion(3).build()));

        // Then
        assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
        assertThat(refused.getStatus().getDescription()).isEqualTo("version 3 does not answer; [4] do");
    }

    @Test
    void pausesAndResumesTrainingHoweverOftenItIsAsked() {
        // Given
        life.restored();

        // When
        student().pauseTraining(PauseTrainingRequest.getDefaultInstance());
        TrainerState paused = student()
                .pauseTraining(PauseTrainingRequest.getDefaultInstance())
                .getTrainer();
        student().resumeTraining(ResumeTrainingRequest.getDefaultInstance());
        TrainerState resumed = student()
                .resumeTraining(ResumeTrainingRequest.getDefaultInstance())
                .getTrainer();

        // Then
        assertThat(paused).isEqualTo(TrainerState.TRAINER_STATE_PAUSED);
        assertThat(resumed).isEqualTo(TrainerState.TRAINER_STATE_TRAINING);
    }

    @Test
    void aTrainerThatFailedCannotBePausedAndSaysWhy() {
        // Given
        life.fail(new IllegalStateException("disk full"));

        // When
        StatusRuntimeException refused = catchThrowableOfType(
                StatusRuntimeException.class, () -> student().pauseTraining(PauseTrainingRequest.getDefaultInstance()));

        // Then
        assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
        assertThat(student().getStatus(GetStatusRequest.getDefaultInstance()).getFailure())
                .isEqualTo("disk full");
    }

    @Test
    void aVersionSaysWhichRecordsOfWhichTeachersItLearnedFrom() {
        // Given
        promote(1);
        promote(2);

        // When
        GetLineageResponse older = student()
                .getLineage(GetLineageRequest.newBuilder().setVersion(1).build());
        GetLineageResponse current = student().getLineage(GetLineageRequest.getDefaultInstance());

        // Then
        assertThat(List.of(older.getVersion().getVersion(), current.getVersion().getVersion()))
                .containsExactly(1L, 2L);
        var lineage = older.getVersion().getLineage();
        assertThat(lineage.getGivenUpSamples()).isEqualTo(3);
        assertThat(lineage.getTopicId()).isEqualTo("topic id");
        assertThat(lineage.getReadList())
                .containsExactly(ReadStretch.newBuilder()
                        .setTopic("my-knowledge")
                        .setPartition(12)
                        .setFirstOffset(7)
                        .setNextOffset(99)
                        .setRecords(80)
                        .setMissedOffsets(2)
                        .setDigest(17)
                        .build());
        assertThat(lineage.getTeachersList())
                .containsExactly(LineageTeacher.newBuilder()
                        .setName("resnet")
                        .setVersion("2")
                        .setMergedBy("merge@1")
                        .setRecords(80)
                        .build());
        assertThat(ModelVersions.facts(older.getVersion()).lineage())
                .as("as a replica reads it")
                .isEqualTo(models.versions().get(0).facts().lineage());
    }

    @Test
    void theLineageOfAVersionThatNoLongerAnswersIsNotFound() {
        // Given
        promote(1);

        // When
        StatusRuntimeException refused = catchThrowableOfType(StatusRuntimeException.class, () -> student()
                .getLineage(GetLineageRequest.newBuilder().setVersion(9).build()));

        // Then
        assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
    }

    private void promote(long version) {
        TrainableNetwork network = TinyTask.STUDENT.newNetwork(engine, version);
        Lineage lineage = new Lineage(
                10 * version,
                100 * version,
                5,
                3,
                8000,
                new TreeMap<>(Map.of("my-knowledge-12", 99L)),
                new TreeMap<>(Map.of("my-knowledge-12", new RecordsRead(7, 80, 17, 2))),
                "topic id",
                List.of(new TaughtBy("resnet", "2", "merge@1", 80)));
        HoldoutFigures figures = HoldoutFigures.ofClasses(64, 0.5, 0.75, Double.NaN);
        models.serve(new ServedModel(network, new ServedFacts(version, lineage, Optional.of(figures))));
    }

    private StudentServiceGrpc.StudentServiceBlockingStub student() {
        return StudentServiceGrpc.newBlockingStub(channel).withDeadlineAfter(60, TimeUnit.SECONDS);
    }
}
