package io.alambic.student;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alambic.inference.GRPCInferenceServiceGrpc;
import io.alambic.inference.ModelInferRequest;
import io.alambic.inference.ModelInferResponse;
import io.alambic.student.grpc.Serving;
import io.alambic.student.protocol.Requests;
import io.alambic.testing.SharedBroker;
import io.alambic.v1.GetStatusRequest;
import io.alambic.v1.GetStatusResponse;
import io.alambic.v1.PinVersionRequest;
import io.alambic.v1.StudentServiceGrpc;
import io.alambic.v1.TrainerState;
import io.alambic.v1.UnpinVersionRequest;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A trainer and its replicas, whole, on one real broker. */
class ReplicaIT {

    private static final int RECORDS = 30;
    private static final int SAMPLES = 20;

    @RegisterExtension
    static final SharedBroker BROKER = new SharedBroker();

    @TempDir
    Path checkpoints;

    @Test
    void answersAsItsTrainerDoesFollowsItsPinsAndOutlivesIt() throws Exception {
        // Given
        Recorder ofTrainer = new Recorder();
        Recorder ofReplica = new Recorder();
        long last;
        ModelInferResponse answer;
        KnowledgeLog log = KnowledgeLog.on(BROKER).create(1);
        try (log;
                Replica replica = replica(log, ofReplica)) {
            log.createTopic(log.topics().weights());
            try (Student trainer = TinyStudent.start(TinyStudent.publishing(log.topics(), checkpoints), ofTrainer)) {
                log.produce(0, 1, SAMPLES);
                ofReplica.await("the first weights", seen -> seen.received() > 0);
                long first = version(trainer);

                // When
                long pinned =
                        operator(trainer.port(), student -> student.pinVersion(PinVersionRequest.getDefaultInstance())
                                .getServingVersion());
                log.produce(1, RECORDS - 1, SAMPLES);
                ofTrainer.await("all samples", seen -> seen.trained() + seen.heldOut() == RECORDS * SAMPLES);
                ofTrainer.await(
                        "the last step",
                        seen -> trainer.models().newest().orElseThrow().step() == seen.steps());
                long whilePinned = version(replica);
                operator(trainer.port(), student -> student.unpinVersion(UnpinVersionRequest.getDefaultInstance()));
                last = version(trainer);
                long newest = last;
                ofReplica.await("the newest weights", seen -> version(replica) == newest);

                // Then
                assertThat(pinned).isGreaterThanOrEqualTo(first);
                assertThat(whilePinned).isEqualTo(pinned);
                assertThat(last).isGreaterThan(pinned);
                answer = infer(trainer.port());
                assertThat(infer(replica.port())).isEqualTo(answer);
            }
            assertThat(infer(replica.port())).isEqualTo(answer);
        }
        Recorder ofAnother = new Recorder();
        try (Replica another = replica(log, ofAnother)) {
            ofAnother.await("weights without a trainer", seen -> seen.received() > 0);
            assertThat(infer(another.port()).getOutputsList()).isEqualTo(answer.getOutputsList());
            GetStatusResponse status =
                    operator(another.port(), student -> student.getStatus(GetStatusRequest.getDefaultInstance()));
            assertThat(status.getTrainer()).isEqualTo(TrainerState.TRAINER_STATE_NONE);
            assertThat(status.getServing().getVersion()).isGreaterThanOrEqualTo(last);
            assertThat(status.getServing().hasHoldout()).isTrue();
            assertThat(status.getServing().getLineage().getTrainedSamples()).isEqualTo(ofTrainer.trained());
            assertThatThrownBy(() -> operator(
                            another.port(), student -> student.pinVersion(PinVersionRequest.getDefaultInstance())))
                    .isInstanceOf(StatusRuntimeException.class)
                    .hasMessage("FAILED_PRECONDITION: this is a replica, which answers with what its trainer answers"
                            + " with: pin the version there");
        }
        assertThat(ofReplica.refusedWeights()).isEmpty();
        assertThat(ofTrainer.publicationFailures()).isEmpty();
    }

    private static long version(Endpoint endpoint) {
        return endpoint.models().peek().orElseThrow().version();
    }

    private static Replica replica(KnowledgeLog log, Recorder recorder) throws Exception {
        return Replica.start(
                new ReplicaSettings(
                        TinyStudent.clients(log.topics()),
                        log.topics().weights(),
                        TinyTask.STUDENT,
                        Serving.settings(2, 64),
                        Recorder.NO_FEEDBACK),
                recorder,
                recorder,
                recorder,
                recorder,
                InstantSource.system(),
                System::nanoTime);
    }

    private static ModelInferResponse infer(int port) {
        ModelInferRequest request = Requests.typed("student", 1, TinyTask.image(1));
        return call(port, channel -> GRPCInferenceServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(10, TimeUnit.SECONDS)
                .modelInfer(request));
    }

    private static <T> T operator(int port, Function<StudentServiceGrpc.StudentServiceBlockingStub, T> act) {
        return call(
                port,
                channel ->
                        act.apply(StudentServiceGrpc.newBlockingStub(channel).withDeadlineAfter(10, TimeUnit.SECONDS)));
    }

    private static <T> T call(int port, Function<ManagedChannel, T> act) {
        ManagedChannel channel =
                NettyChannelBuilder.forAddress("localhost", port).usePlaintext().build();
        try {
            return act.apply(channel);
        } finally {
            channel.shutdownNow();
        }
    }
}
