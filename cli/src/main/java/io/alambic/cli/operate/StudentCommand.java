package io.alambic.cli.operate;

import io.alambic.cli.UserError;
import io.alambic.v1.GetLineageRequest;
import io.alambic.v1.GetLineageResponse;
import io.alambic.v1.GetStatusRequest;
import io.alambic.v1.GetStatusResponse;
import io.alambic.v1.GetTransferRequest;
import io.alambic.v1.ListCandidatesRequest;
import io.alambic.v1.ModelVersion;
import io.alambic.v1.PauseTrainingRequest;
import io.alambic.v1.PinVersionRequest;
import io.alambic.v1.ResumeTrainingRequest;
import io.alambic.v1.RollBackRequest;
import io.alambic.v1.RollBackResponse;
import io.alambic.v1.StudentServiceGrpc;
import io.alambic.v1.StudentServiceGrpc.StudentServiceBlockingStub;
import io.alambic.v1.TrainerState;
import io.alambic.v1.Trial;
import io.alambic.v1.UnpinVersionRequest;
import io.alambic.v1.WatchModelRequest;
import io.grpc.ChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code alambic student}: shows and chooses the serving version, and controls the trainer. */
@Command(
        name = "student",
        description = "Asks and tells a running student.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel =
                "(status | lineage | transfer | candidates | watch | pin | unpin | rollback | pause | resume)")
public final class StudentCommand implements Runnable {

    private static final long TIMEOUT_SECONDS = 30;
    private static final int NO_END = 0;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--address",
            paramLabel = "HOST:PORT",
            defaultValue = "localhost:9000",
            scope = ScopeType.INHERIT,
            showDefaultValue = picocli.CommandLine.Help.Visibility.ALWAYS,
            description = "The student's gRPC address.")
    private String address;

    @Mixin
    private SecurityOptions security;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "A command is missing.");
    }

    @Command(description = "What the trainer does, and the versions that answer.", mixinStandardHelpOptions = true)
    void status() {
        ask((student, out) -> {
            GetStatusResponse status = student.getStatus(GetStatusRequest.getDefaultInstance());
            out.printf("%s: training %s%n", status.getModelName(), state(status.getTrainer()));
            if (!status.getFailure().isEmpty()) {
                out.printf("it failed: %s%n", status.getFailure());
            }
            if (!status.hasServing()) {
                out.println("no version has been promoted yet");
            }
            for (ModelVersion version : status.getVersionsList()) {
                boolean serving = version.getVersion() == status.getServing().getVersion();
                String mark = serving && status.getPinned() ? "* pinned " : serving ? "* " : "  ";
                out.println(mark + VersionLine.of(version));
            }
            if (status.hasTrial()) {
                Trial trial = status.getTrial();
                out.printf(
                        "  on trial: %s  agreed on %,d of %,d samples%n",
                        VersionLine.of(trial.getCandidate()), trial.getAgreeingSamples(), trial.getComparedSamples());
            }
        });
    }

    @Command(
            description = "Which records a version learned from, and whose answers they are, as JSON.",
            mixinStandardHelpOptions = true)
    void lineage(
            @Parameters(
                            paramLabel = "VERSION",
                            arity = "0..1",
                            defaultValue = "0",
                            description = "Unless given, the one that answers now.")
                    long version,
            @Option(
                            names = "--openlineage",
                            description =
                                    "As events of OpenLineage, one on each line: the training of the version began,"
                                            + " and is complete.")
                    boolean events,
            @Option(
                            names = "--kafka",
                            paramLabel = "HOST:PORT",
                            defaultValue = "localhost:9092",
                            showDefaultValue = picocli.CommandLine.Help.Visibility.ALWAYS,
                            description = "Names the topics in these events: their namespace is kafka://HOST:PORT.")
                    String kafka) {
        ask((student, out) -> {
            GetLineageResponse answer = student.getLineage(
                    GetLineageRequest.newBuilder().setVersion(version).build());
            if (events) {
                new OpenLineageEvents(kafka).of(answer, Instant.now()).forEach(out::println);
            } else {
                out.println(LineageJson.of(answer).toPrettyString());
            }
        });
    }

    @Command(
            description =
                    "What the newest weights took over from the teacher: agreement by class, alikeness of layers (CKA), and how"
                            + " strongly each term of the cost pulls, as JSON.",
            mixinStandardHelpOptions = true)
    void transfer() {
        ask((student, out) -> out.println(TransferJson.of(student.getTransfer(GetTransferRequest.getDefaultInstance()))
                .toPrettyString()));
    }

    @Command(description = "Who learns side by side in a search, and who serves (*).", mixinStandardHelpOptions = true)
    void candidates(@Option(names = "--ended", description = "Also those that ended, newest first.") boolean ended) {
        ask((student, out) -> student.listCandidates(ListCandidatesRequest.newBuilder()
                        .setIncludeEnded(ended)
                        .build())
                .getCandidatesList()
                .forEach(
                        candidate -> out.println((candidate.getServed() ? "* " : "  ") + CandidateLine.of(candidate))));
    }

    @Command(description = "Prints each promotion as it happens, until Ctrl-C.", mixinStandardHelpOptions = true)
    void watch(
            @Option(
                            names = "--count",
                            paramLabel = "N",
                            defaultValue = "0",
                            description = "Ends after so many; 0 for never.")
                    int count) {
        talk((channel, out) -> {
            var promotions =
                    StudentServiceGrpc.newBlockingStub(channel).watchModel(WatchModelRequest.getDefaultInstance());
            for (int seen = 0; (count == NO_END || seen < count) && promotions.hasNext(); seen++) {
                var promotion = promotions.next();
                if (promotion.hasWithdrawn()) {
                    out.println("withdrawn " + VersionLine.of(promotion.getWithdrawn()));
                } else {
                    out.println((promotion.getServing() ? "* " : "  ") + VersionLine.of(promotion.getPromoted()));
                }
                out.flush();
            }
        });
    }

    @Command(
            description = "One version answers whoever names none, until it is unpinned; training goes on.",
            mixinStandardHelpOptions = true)
    void pin(
            @Parameters(
                            paramLabel = "VERSION",
                            arity = "0..1",
                            defaultValue = "0",
                            description = "Unless given, the one that answers now.")
                    long version) {
        ask((student, out) -> out.printf(
                "version %d is pinned%n",
                student.pinVersion(PinVersionRequest.newBuilder()
                                .setVersion(version)
                                .build())
                        .getServingVersion()));
    }

    @Command(description = "The newest version answers again.", mixinStandardHelpOptions = true)
    void unpin() {
        ask((student, out) -> out.printf(
                "version %d answers%n",
                student.unpinVersion(UnpinVersionRequest.getDefaultInstance()).getServingVersion()));
    }

    @Command(
            description = "Withdraws the versions after the one that is named, which is pinned.",
            mixinStandardHelpOptions = true)
    void rollback(
            @Parameters(
                            paramLabel = "VERSION",
                            arity = "0..1",
                            defaultValue = "0",
                            description = "Unless given, the one before that which answers now.")
                    long version) {
        ask((student, out) -> {
            RollBackResponse done = student.rollBack(
                    RollBackRequest.newBuilder().setVersion(version).build());
            out.printf(
                    "version %d is pinned; withdrawn are %s%n",
                    done.getServingVersion(), done.getWithdrawnVersionsList());
        });
    }

    @Command(description = "No further batch is learned; serving goes on.", mixinStandardHelpOptions = true)
    void pause() {
        ask((student, out) -> out.printf(
                "training %s%n",
                state(student.pauseTraining(PauseTrainingRequest.getDefaultInstance())
                        .getTrainer())));
    }

    @Command(description = "Training goes on.", mixinStandardHelpOptions = true)
    void resume() {
        ask((student, out) -> out.printf(
                "training %s%n",
                state(student.resumeTraining(ResumeTrainingRequest.getDefaultInstance())
                        .getTrainer())));
    }

    private static String state(TrainerState state) {
        return switch (state) {
            case TRAINER_STATE_TRAINING -> "runs";
            case TRAINER_STATE_PAUSED -> "is paused";
            case TRAINER_STATE_RESTORING -> "restores its checkpoint";
            case TRAINER_STATE_FAILED -> "has failed";
            case TRAINER_STATE_STOPPED -> "has stopped";
            case TRAINER_STATE_NONE -> "is elsewhere: this is a replica";
            default -> "is " + state.name().toLowerCase(Locale.ROOT);
        };
    }

    private void ask(BiConsumer<StudentServiceBlockingStub, PrintWriter> talk) {
        talk((channel, out) -> talk.accept(
                StudentServiceGrpc.newBlockingStub(channel).withDeadlineAfter(TIMEOUT_SECONDS, TimeUnit.SECONDS), out));
    }

    private ChannelCredentials credentials() {
        try {
            return security.security().credentials();
        } catch (IllegalArgumentException e) {
            throw new UserError(e.getMessage() + ".", e);
        }
    }

    private void talk(BiConsumer<ManagedChannel, PrintWriter> talk) {
        PrintWriter out = spec.commandLine().getOut();
        ManagedChannel channel =
                NettyChannelBuilder.forTarget(address, credentials()).build();
        try {
            talk.accept(channel, out);
            out.flush();
        } catch (StatusRuntimeException e) {
            String reason = e.getStatus().getDescription() == null
                    ? e.getStatus().getCode().name()
                    : e.getStatus().getDescription();
            throw new UserError("The student at %s says: %s.".formatted(address, reason), e);
        } finally {
            channel.shutdownNow();
        }
    }
}
