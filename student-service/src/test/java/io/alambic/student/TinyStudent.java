package io.alambic.student;

import ai.djl.ndarray.NDManager;
import io.alambic.core.checkpoint.Checkpoint;
import io.alambic.core.checkpoint.CheckpointStore;
import io.alambic.core.evaluate.PromotionRule;
import io.alambic.core.search.SearchSettings;
import io.alambic.core.storage.WeightType;
import io.alambic.core.train.CandidateSettings;
import io.alambic.inference.GRPCInferenceServiceGrpc;
import io.alambic.inference.ModelInferResponse;
import io.alambic.kafka.RecordLimits;
import io.alambic.student.batch.HoldoutSplit;
import io.alambic.student.grpc.Serving;
import io.alambic.student.ingest.IngestTopics;
import io.alambic.student.ingest.KafkaClients;
import io.alambic.student.protocol.Requests;
import io.alambic.student.training.TrainerSettings;
import io.alambic.student.training.UpkeepLimits;
import io.alambic.student.weights.WeightsSettings;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

/** Students of the tiny task within this process; their model is called "student". */
public final class TinyStudent {

    private static final int CHUNK_BYTES = 1 << 10;

    private TinyStudent() {}

    public static Student start(StudentSettings settings, Recorder recorder) throws IOException {
        return Student.start(settings, recorder.listeners(), InstantSource.system(), System::nanoTime);
    }

    /** Returns the settings of a student that does not search and publishes nothing. */
    public static StudentSettings settings(TestTopics topics, Path checkpoints) {
        return settings(
                topics,
                checkpoints,
                SearchSettings.off(TinyTask.candidate().hyperparameters()),
                Serving.settings(2, 64));
    }

    /** Returns the same settings of another candidate. */
    static StudentSettings settings(TestTopics topics, Path checkpoints, CandidateSettings candidate) {
        SearchSettings off = SearchSettings.off(candidate.hyperparameters());
        return settings(topics, checkpoints, candidate, off, Serving.settings(2, 64), false);
    }

    public static StudentSettings settings(
            TestTopics topics, Path checkpoints, SearchSettings search, ServingSettings serving) {
        return settings(topics, checkpoints, TinyTask.candidate(), search, serving, false);
    }

    /** Returns the settings of a student that publishes its weights. */
    public static StudentSettings publishing(TestTopics topics, Path checkpoints) {
        SearchSettings off = SearchSettings.off(TinyTask.candidate().hyperparameters());
        return settings(topics, checkpoints, TinyTask.candidate(), off, Serving.settings(2, 64), true);
    }

    private static StudentSettings settings(
            TestTopics topics,
            Path checkpoints,
            CandidateSettings candidate,
            SearchSettings search,
            ServingSettings serving,
            boolean published) {
        return new StudentSettings(
                clients(topics),
                new IngestTopics(topics.knowledge(), topics.deadLetters()),
                topics.control(),
                new TrainerSettings(
                        candidate,
                        search,
                        new PromotionRule(1),
                        Duration.ofMillis(50),
                        Duration.ofMillis(100),
                        5,
                        Duration.ZERO,
                        UpkeepLimits.NONE,
                        false),
                8,
                2,
                Duration.ofMillis(20),
                new HoldoutSplit(0.1),
                64,
                checkpoints,
                3,
                new WeightsSettings(topics.weights(), published, CHUNK_BYTES, WeightType.FP32, Long.MAX_VALUE),
                serving,
                Recorder.NO_FEEDBACK);
    }

    public static KafkaClients clients(TestTopics topics) {
        return new KafkaClients(topics.connection(), RecordLimits.DEFAULT, topics.student());
    }

    /** Returns the newest checkpoint of a student; none may have been set aside. */
    public static Checkpoint newestCheckpoint(Path checkpoints) throws IOException {
        try (NDManager manager = NDManager.newBaseManager()) {
            return new CheckpointStore(checkpoints, 3, (file, reason) -> {
                        throw new AssertionError(file + " was set aside: " + reason);
                    })
                    .newest(TinyTask.STUDENT.fingerprint(), manager)
                    .orElseThrow();
        }
    }

    /** Asks a student for one answer. */
    public static ModelInferResponse infer(int port, float[] image) {
        ManagedChannel channel =
                NettyChannelBuilder.forAddress("localhost", port).usePlaintext().build();
        try {
            return GRPCInferenceServiceGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(10, TimeUnit.SECONDS)
                    .modelInfer(Requests.typed("student", 1, image));
        } finally {
            channel.shutdownNow();
        }
    }
}
