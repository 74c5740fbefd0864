package io.alambic.cli.operate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.Timestamp;
import io.alambic.cli.UserError;
import io.alambic.testing.SelfSigned;
import io.alambic.v1.Candidate;
import io.alambic.v1.CandidateEnd;
import io.alambic.v1.ClassAgreement;
import io.alambic.v1.Figure;
import io.alambic.v1.FigureUnit;
import io.alambic.v1.GetLineageRequest;
import io.alambic.v1.GetLineageResponse;
import io.alambic.v1.GetStatusRequest;
import io.alambic.v1.GetStatusResponse;
import io.alambic.v1.GetTransferRequest;
import io.alambic.v1.GetTransferResponse;
import io.alambic.v1.HoldoutFigures;
import io.alambic.v1.LayerSimilarity;
import io.alambic.v1.Lineage;
import io.alambic.v1.ListCandidatesRequest;
import io.alambic.v1.ListCandidatesResponse;
import io.alambic.v1.ModelVersion;
import io.alambic.v1.PauseTrainingRequest;
import io.alambic.v1.PauseTrainingResponse;
import io.alambic.v1.PinVersionRequest;
import io.alambic.v1.PinVersionResponse;
import io.alambic.v1.RollBackRequest;
import io.alambic.v1.RollBackResponse;
import io.alambic.v1.StudentServiceGrpc.StudentServiceImplBase;
import io.alambic.v1.TermGradient;
import io.alambic.v1.TrainerState;
import io.alambic.v1.Trial;
import io.alambic.v1.WatchModelRequest;
import io.alambic.v1.WatchModelResponse;
import io.grpc.Grpc;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.TlsServerCredentials;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Tests the command against a real server that acts as a student. */
class StudentCommandTest {

    private static final ModelVersion VERSION = ModelVersion.newBuilder()
            .setVersion(12)
            .setStep(3456)
            .setHoldout(HoldoutFigures.newBuilder()
                    .addFigures(figure("agreement", FigureUnit.FIGURE_UNIT_RATIO, 0.975))
                    .addFigures(figure("kl", FigureUnit.FIGURE_UNIT_NATS, 0.1234))
                    .addFigures(figure("rmse", FigureUnit.FIGURE_UNIT_NUMBER, 3.5)))
            .setPromotedAt(Timestamp.newBuilder().setSeconds(10))
            .setFreshnessSeconds(1.25)
            .setLineage(Lineage.newBuilder().setTrainedSamples(99_000))
            .build();
    private static final String LINE = "version 12  step 3,456  trained on 99,000 samples  agreement 97.5 %"
            + "  kl 0.1234 nats  rmse 3.5  promoted 1970-01-01T00:00:10Z, 1.3 s after its newest sample";

    private final StringWriter out = new StringWriter();
    private final AtomicReference<Exception> failure = new AtomicReference<>();
    private final CommandLine command = new CommandLine(new StudentCommand())
            .setOut(new PrintWriter(out, true))
            .setExecutionExceptionHandler((e, line, parsed) -> {
                failure.set(e);
                return 1;
            });
    private Server server;

    @BeforeEach
    void start() throws Exception {
        server = NettyServerBuilder.forPort(0).addService(new Played()).build().start();
    }

    @AfterEach
    void stop() {
        server.shutdownNow();
    }

    @Test
    void showsWhatTheTrainerDoesAndWhichVersionAnswers() {
        // When
        int code = execute("status");

        // Then
        assertThat(code).isZero();
        assertThat(out.toString().lines())
                .containsExactly(
                        "student: training is paused",
                        "* pinned " + LINE,
                        "  on trial: version 13  step 3,500  trained on 0 samples  agreed on 97 of 1,100 samples");
    }

    @Test
    void listsTheCandidatesOfASearch() {
        // When
        int code = execute("candidates", "--ended");

        // Then
        assertThat(code).isZero();
        assertThat(out.toString().lines())
                .containsExactly(
                        "* place 1  candidate 4  from 2 at step 1,500  agreement 97.5 %  kl 0.1234 nats  rmse 3.5  lambda1=0.6"
                                + " lambda2=0.4",
                        "  place 1  candidate 1  from step 0, ended at step 1,500: not finite  lambda1=0.7");
    }

    @Test
    void watchesPromotions() {
        // When
        int code = execute("watch", "--count", "2");

        // Then
        assertThat(code).isZero();
        assertThat(out.toString().lines()).containsExactly("* " + LINE, "* " + LINE);
    }

    @Test
    void saysWhatAVersionLearnedFromInJsonAndInEvents() {
        // When
        int json = execute("lineage", "7");
        int events = execute("lineage", "--openlineage", "--kafka", "kafka:9092");

        // Then
        assertThat(List.of(json, events)).containsOnly(0);
        assertThat(out.toString())
                .contains(
                        "\"version\" : 7",
                        "\"trained\" : 99000",
                        "\"eventType\":\"COMPLETE\"",
                        "\"datasetVersion\":\"0\"");
    }

    @Test
    void saysWhatTheNewestWeightsTookOverInJson() throws Exception {
        // When
        int code = execute("transfer");

        // Then
        assertThat(code).isZero();
        assertThat(new ObjectMapper().readTree(out.toString())).isEqualTo(new ObjectMapper().readTree("""
                        {"student": "student", "step": 1200, "agreementByClass": [0.75, null],
                         "cka": [{"teacher": "block1", "student": "logits", "cka": 0.5}], "termGradientNorms": {"output": 2.0}}
                        """));
    }

    @Test
    void pinsTheVersionThatIsNamed() {
        // When
        int code = execute("pin", "7");

        // Then
        assertThat(code).isZero();
        assertThat(out.toString()).isEqualToIgnoringNewLines("version 7 is pinned");
    }

    @Test
    void rollsBack() {
        // When
        int code = execute("rollback");

        // Then
        assertThat(code).isZero();
        assertThat(out.toString()).isEqualToIgnoringNewLines("version 11 is pinned; withdrawn are [12]");
    }

    @Test
    void speaksTlsAndSaysWhoCalls(@TempDir Path folder) throws Exception {
        // Given
        SelfSigned student = SelfSigned.make(folder, "student");
        SelfSigned operator = SelfSigned.make(folder, "operator");
        server.shutdownNow().awaitTermination();
        server = Grpc.newServerBuilderForPort(
                        0,
                        TlsServerCredentials.newBuilder()
                                .keyManager(
                                        student.certificate().toFile(),
                                        student.key().toFile())
                                .trustManager(operator.certificate().toFile())
                                .clientAuth(TlsServerCredentials.ClientAuth.REQUIRE)
                                .build())
                .addService(new Played())
                .build()
                .start();

        // When
        int known = execute(
                "pin",
                "7",
                "--authorities",
                student.certificate().toString(),
                "--certificates",
                operator.certificate().toString(),
                "--private-key",
                operator.key().toString());
        int unknown = execute("pin", "7", "--authorities", student.certificate().toString());

        // Then
        assertThat(known).isZero();
        assertThat(out.toString()).isEqualToIgnoringNewLines("version 7 is pinned");
        assertThat(unknown).isEqualTo(1);
        assertThat(failure.get()).isInstanceOf(UserError.class);
    }

    @Test
    void aCertificateWithoutItsKeyIsRefused() {
        // Then
        assertThat(execute("status", "--certificates", "client.pem")).isEqualTo(2);
    }

    @Test
    void whatTheStudentRefusesIsOneSentence() {
        // When
        int code = execute("pause");

        // Then
        assertThat(code).isEqualTo(1);
        assertThat(failure.get())
                .isInstanceOf(UserError.class)
                .hasMessage("The student at localhost:%d says: a trainer that is FAILED cannot become PAUSED."
                        .formatted(server.getPort()));
    }

    private int execute(String... arguments) {
        String[] all = new String[arguments.length + 2];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        all[arguments.length] = "--address";
        all[arguments.length + 1] = "localhost:" + server.getPort();
        return command.execute(all);
    }

    private static final class Played extends StudentServiceImplBase {

        @Override
        public void listCandidates(ListCandidatesRequest request, StreamObserver<ListCandidatesResponse> answer) {
            ListCandidatesResponse.Builder candidates = ListCandidatesResponse.newBuilder()
                    .addCandidates(Candidate.newBuilder()
                            .setNumber(1)
                            .setId(4)
                            .setParentId(2)
                            .setBornAtStep(1500)
                            .putDials("lambda2", "0.4")
                            .putDials("lambda1", "0.6")
                            .setHoldout(VERSION.getHoldout())
                            .setServed(true));
            if (request.getIncludeEnded()) {
                candidates.addCandidates(Candidate.newBuilder()
                        .setNumber(1)
                        .setId(1)
                        .setEndedAtStep(1500)
                        .setEnd(CandidateEnd.CANDIDATE_END_NOT_FINITE)
                        .putDials("lambda1", "0.7"));
            }
            answer.onNext(candidates.build());
            answer.onCompleted();
        }

        @Override
        public void getStatus(GetStatusRequest request, StreamObserver<GetStatusResponse> answer) {
            answer.onNext(GetStatusResponse.newBuilder()
                    .setModelName("student")
                    .setTrainer(TrainerState.TRAINER_STATE_PAUSED)
                    .setPinned(true)
                    .setServing(VERSION)
                    .addVersions(VERSION)
                    .setTrial(Trial.newBuilder()
                            .setCandidate(
                                    ModelVersion.newBuilder().setVersion(13).setStep(3500))
                            .setComparedSamples(1100)
                            .setAgreeingSamples(97))
                    .build());
            answer.onCompleted();
        }

        @Override
        public void watchModel(WatchModelRequest request, StreamObserver<WatchModelResponse> answers) {
            for (int i = 0; i < 3; i++) {
                answers.onNext(WatchModelResponse.newBuilder()
                        .setPromoted(VERSION)
                        .setServing(true)
                        .build());
            }
        }

        @Override
        public void getLineage(GetLineageRequest request, StreamObserver<GetLineageResponse> answer) {
            answer.onNext(GetLineageResponse.newBuilder()
                    .setModelName("student")
                    .setVersion(VERSION.toBuilder().setVersion(request.getVersion()))
                    .build());
            answer.onCompleted();
        }

        @Override
        public void getTransfer(GetTransferRequest request, StreamObserver<GetTransferResponse> answer) {
            answer.onNext(GetTransferResponse.newBuilder()
                    .setModelName("student")
                    .setStep(1200)
                    .addClasses(ClassAgreement.newBuilder().setAgreement(0.75))
                    .addClasses(ClassAgreement.newBuilder().setClassIndex(1))
                    .addLayers(LayerSimilarity.newBuilder()
                            .setTeacherLayer("block1")
                            .setStudentLayer("logits")
                            .setCka(0.5))
                    .addTerms(TermGradient.newBuilder().setTerm("output").setNorm(2))
                    .build());
            answer.onCompleted();
        }

        @Override
        public void pinVersion(PinVersionRequest request, StreamObserver<PinVersionResponse> answer) {
            answer.onNext(PinVersionResponse.newBuilder()
                    .setServingVersion(request.getVersion())
                    .build());
            answer.onCompleted();
        }

        @Override
        public void rollBack(RollBackRequest request, StreamObserver<RollBackResponse> answer) {
            answer.onNext(RollBackResponse.newBuilder()
                    .setServingVersion(11)
                    .addWithdrawnVersions(12)
                    .build());
            answer.onCompleted();
        }

        @Override
        public void pauseTraining(PauseTrainingRequest request, StreamObserver<PauseTrainingResponse> answer) {
            answer.onError(Status.FAILED_PRECONDITION
                    .withDescription("a trainer that is FAILED cannot become PAUSED")
                    .asRuntimeException());
        }
    }

    private static Figure.Builder figure(String name, FigureUnit unit, double value) {
        return Figure.newBuilder().setName(name).setUnit(unit).setValue(value);
    }
}
