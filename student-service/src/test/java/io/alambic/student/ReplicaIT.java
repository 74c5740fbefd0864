package io.alambic.student;

import static io.alambic.student.KnowledgeLog.DEAD_LETTERS;
import static io.alambic.student.KnowledgeLog.KNOWLEDGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alambic.core.evaluate.PromotionRule;
import io.alambic.inference.GRPCInferenceServiceGrpc;
import io.alambic.inference.ModelInferRequest;
import io.alambic.inference.ModelInferResponse;
import io.alambic.kafka.RecordLimits;
import io.alambic.student.batch.HoldoutSplit;
import io.alambic.student.grpc.Serving;
import io.alambic.student.ingest.IngestTopics;
import io.alambic.student.ingest.KafkaClients;
import io.alambic.student.protocol.Requests;
import io.alambic.student.training.TrainerSettings;
import io.alambic.student.weights.WeightsSettings;
import io.alambic.v1.GetStatusRequest;
import io.alambic.v1.GetStatusResponse;
import io.alambic.v1.PinVersionRequest;
import io.alambic.v1.StudentServiceGrpc;
import io.alambic.v1.TrainerState;
import io.alambic.v1.UnpinVersionRequest;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.kroxylicious.testing.kafka.api.KafkaCluster;
import io.kroxylicious.testing.kafka.junit5ext.KafkaClusterExtension;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A trainer and its replicas, whole, on one real broker. */
@ExtendWith(KafkaClusterExtension.class)
class ReplicaIT {

    private static final String WEIGHTS = "weights";
    private static final int RECORDS = 30;
    private static final int SAMPLES = 20;

    /** The weights take several. */
    private static final int CHUNK = 1 << 10;

    KafkaCluster cluster;

    @TempDir
    Path checkpoints;

    @Test
    void answersAsItsTrainerDoesFollowsItsPinsAndOutlivesIt() throws Exception {
        // Given
        Recorder ofTrainer = new Recorder();
        Recorder ofReplica = new Recorder();
        long last;
        ModelInferResponse answer;
        try (KnowledgeLog log = new KnowledgeLog(cluster.getKafkaClientConfiguration()).create(1);
                Replica replica = replica(ofReplica)) {
            log.createTopic(WEIGHTS);
            try (Student trainer = trainer(ofTrainer)) {
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
        try (Replica another = replica(ofAnother)) {
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

    private Replica replica(Recorder recorder) throws Exception {
        return Replica.start(
                new ReplicaSettings(
                        clients(), WEIGHTS, TinyTask.STUDENT, Serving.settings(2, 64), Recorder.NO_FEEDBACK),
                recorder,
                recorder,
                recorder,
                InstantSource.system(),
                System::nanoTime);
    }

    private Student trainer(Recorder recorder) throws Exception {
        StudentSettings settings = new StudentSettings(
                clients(),
                new IngestTopics(KNOWLEDGE, DEAD_LETTERS),
                "control",
                new TrainerSettings(
                        TinyTask.candidate(), new PromotionRule(1), Duration.ofMillis(50), Duration.ofMillis(100), 5),
                8,
                2,
                Duration.ofMillis(20),
                new HoldoutSplit(0.1),
                64,
                checkpoints,
                3,
                new WeightsSettings(WEIGHTS, true, CHUNK),
                Serving.settings(2, 64),
                Recorder.NO_FEEDBACK);
        return Student.start(settings, recorder.listeners(), InstantSource.system(), System::nanoTime);
    }

    private KafkaClients clients() {
        return new KafkaClients(cluster.getKafkaClientConfiguration(), RecordLimits.DEFAULT, "student");
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
