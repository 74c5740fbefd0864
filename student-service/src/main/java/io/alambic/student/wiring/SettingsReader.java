package io.alambic.student.wiring;

import static io.alambic.core.settings.Values.about;
import static io.alambic.core.settings.Values.doubleNumber;
import static io.alambic.core.settings.Values.duration;
import static io.alambic.core.settings.Values.integer;
import static io.alambic.core.settings.Values.longInteger;
import static io.alambic.core.settings.Values.number;

import io.alambic.core.cost.FeatureDistance;
import io.alambic.core.cost.FeaturePair;
import io.alambic.core.cost.OutputTerm;
import io.alambic.core.evaluate.HoldoutWindow;
import io.alambic.core.evaluate.PromotionRule;
import io.alambic.core.model.Architecture;
import io.alambic.core.search.SearchSettings;
import io.alambic.core.settings.InvalidSettingException;
import io.alambic.core.settings.Values;
import io.alambic.core.train.CandidateSettings;
import io.alambic.core.train.Dial;
import io.alambic.core.train.Dials;
import io.alambic.core.train.OptimizerChoice;
import io.alambic.core.train.Schedule;
import io.alambic.kafka.RecordLimits;
import io.alambic.student.ReplicaSettings;
import io.alambic.student.ServingSettings;
import io.alambic.student.StudentSettings;
import io.alambic.student.batch.HoldoutSplit;
import io.alambic.student.canary.CanarySettings;
import io.alambic.student.feedback.FeedbackSettings;
import io.alambic.student.grpc.GrpcSettings;
import io.alambic.student.inference.Batching;
import io.alambic.student.inference.InferenceSettings;
import io.alambic.student.inference.QueueLimits;
import io.alambic.student.ingest.IngestTopics;
import io.alambic.student.ingest.KafkaClients;
import io.alambic.student.training.TrainerSettings;
import io.alambic.student.weights.WeightsSettings;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** From configuration to the settings of a student; every value that does not do is refused here. */
final class SettingsReader {

    private static final String STUDENT = "alambic.student.";
    private static final String NAME_PATTERN = "[A-Za-z0-9._-]+";
    private static final String BOOTSTRAP_SERVERS = "bootstrap.servers";

    private final StudentConfig config;
    private final TopicsConfig topics;
    private final Map<String, Object> connection;
    private final String release;

    /**
     * A reader.
     *
     * @param connection Kafka's own settings
     * @param release version of this service
     */
    SettingsReader(StudentConfig config, TopicsConfig topics, Map<String, Object> connection, String release) {
        this.config = config;
        this.topics = topics;
        this.connection = connection;
        this.release = release;
    }

    /**
     * The settings.
     *
     * @throws InvalidSettingException naming the key, what came and what was expected
     */
    StudentSettings read() {
        String name = name();
        KafkaClients kafka = kafka(name);
        TrainerSettings trainer = trainer();
        HoldoutSplit split = about(
                key("holdout-share"),
                () -> new HoldoutSplit(doubleNumber(key("holdout-share"), config.holdoutShare())));
        int window = integer(key("holdout-window"), config.holdoutWindow());
        about(key("holdout-window"), () -> new HoldoutWindow(window));
        return about(
                "alambic.student",
                () -> new StudentSettings(
                        kafka,
                        new IngestTopics(topics.knowledge(), topics.deadLetters()),
                        topics.control(),
                        trainer,
                        integer(key("batch-size"), config.batchSize()),
                        integer(key("prefetch-batches"), config.prefetchBatches()),
                        duration(key("batch-linger"), config.batchLinger()),
                        split,
                        window,
                        checkpointDir(),
                        integer(key("checkpoints-kept"), config.checkpointsKept()),
                        weights(kafka.limits()),
                        serving(name),
                        feedback(trainer.candidate().architecture())));
    }

    /**
     * Whether this process learns, or serves what another has learned.
     *
     * @throws InvalidSettingException naming what came and what was expected
     */
    Mode mode() {
        return Values.oneOf(key("mode"), config.mode(), Mode.class);
    }

    /**
     * The settings of a replica.
     *
     * @throws InvalidSettingException naming the key, what came and what was expected
     */
    ReplicaSettings readReplica() {
        String name = name();
        Architecture architecture = new ArchitectureReader(config.model()).read();
        return new ReplicaSettings(kafka(name), topics.weights(), architecture, serving(name), feedback(architecture));
    }

    private FeedbackSettings feedback(Architecture architecture) {
        return new FeedbackReader(config.feedback(), topics.samples()).read(architecture.signature());
    }

    private KafkaClients kafka(String name) {
        requireConnection();
        return about(
                "alambic.topics.max-record-bytes",
                () -> new KafkaClients(
                        connection,
                        new RecordLimits(integer("alambic.topics.max-record-bytes", topics.maxRecordBytes())),
                        name));
    }

    private WeightsSettings weights(RecordLimits limits) {
        boolean publish = Values.flag(key("weights.publish"), config.weights().publish());
        String chunkKey = key("weights.chunk-bytes");
        int chunkBytes = integer(chunkKey, config.weights().chunkBytes());
        if (chunkBytes > limits.maxRecordBytes()) {
            throw new InvalidSettingException(
                    "%s: expected at most alambic.topics.max-record-bytes, which is %d, but got %d"
                            .formatted(chunkKey, limits.maxRecordBytes(), chunkBytes),
                    null);
        }
        return about(chunkKey, () -> new WeightsSettings(topics.weights(), publish, chunkBytes));
    }

    private void requireConnection() {
        Object servers = connection.get(BOOTSTRAP_SERVERS);
        if (servers == null || servers.toString().isBlank()) {
            throw new InvalidSettingException(
                    "kafka.bootstrap.servers is not set: expected the brokers as host:port,host:port", null);
        }
    }

    private String name() {
        if (!config.name().matches(NAME_PATTERN)) {
            throw new InvalidSettingException(
                    "alambic.student.name: expected letters, digits, '.', '_' and '-', but got '%s'"
                            .formatted(config.name()),
                    null);
        }
        return config.name();
    }

    private Path checkpointDir() {
        String dir = config.checkpointDir()
                .filter(text -> !text.isBlank())
                .orElseThrow(() -> new InvalidSettingException(
                        "alambic.student.checkpoint-dir is not set: expected the folder of the checkpoints", null));
        return about(key("checkpoint-dir"), () -> Path.of(dir));
    }

    private TrainerSettings trainer() {
        PromotionRule rule =
                about(key("tolerance"), () -> new PromotionRule(doubleNumber(key("tolerance"), config.tolerance())));
        CandidateSettings candidate = candidate();
        SearchSettings search = new SearchReader(config.search()).read(candidate.dials());
        return about(
                "alambic.student",
                () -> new TrainerSettings(
                        candidate,
                        search,
                        rule,
                        duration(key("publish-interval"), config.publishInterval()),
                        duration(key("checkpoint-interval"), config.checkpointInterval()),
                        integer(key("failures-before-rollback"), config.failuresBeforeRollback()),
                        duration(key("rollback-pause"), config.rollbackPause())));
    }

    private CandidateSettings candidate() {
        Architecture architecture = new ArchitectureReader(config.model()).read();
        Map<Dial, Schedule> dials = new EnumMap<>(Dial.class);
        dials.put(Dial.LAMBDA1, schedule(Dial.LAMBDA1, config.lambda1()));
        dials.put(Dial.LAMBDA2, schedule(Dial.LAMBDA2, config.lambda2()));
        dials.put(Dial.LAMBDA3, schedule(Dial.LAMBDA3, config.lambda3()));
        dials.put(Dial.TEMPERATURE, schedule(Dial.TEMPERATURE, config.temperature()));
        dials.put(Dial.LEARNING_RATE, schedule(Dial.LEARNING_RATE, config.learningRate()));
        OutputTerm output = about(key("output-term"), () -> OutputTerm.parse(config.outputTerm()));
        FeatureDistance distance = about(key("feature-term"), () -> FeatureDistance.named(config.featureTerm()));
        OptimizerChoice optimizer = about(key("optimizer"), () -> OptimizerChoice.parse(config.optimizer()));
        List<FeaturePair> pairs = about(key("features"), () -> config.features()
                .filter(text -> !text.isBlank())
                .map(text -> Values.parts(text, ",").map(FeaturePair::parse).toList())
                .orElse(List.of()));
        return about(
                "alambic.student",
                () -> new CandidateSettings(
                        architecture,
                        new Dials(dials),
                        output,
                        distance,
                        pairs,
                        optimizer,
                        longInteger(key("warmup-steps"), config.warmupSteps()),
                        number(key("weight-decay"), config.weightDecay()),
                        number(key("max-gradient-norm"), config.maxGradientNorm()),
                        longInteger(key("seed"), config.seed())));
    }

    private static Schedule schedule(Dial dial, String text) {
        String key = key(dial.key());
        return about(key, () -> Dials.checked(dial, Schedule.parse(text)));
    }

    private ServingSettings serving(String name) {
        StudentConfig.Grpc grpc = config.grpc();
        QueueLimits queue = about(
                key("grpc.queue"),
                () -> new QueueLimits(
                        integer(key("grpc.queue"), grpc.queue()),
                        longInteger(key("serving.queue-bytes"), config.serving().queueBytes())));
        Batching batching = batching(config.serving());
        List<String> labels = parts(config.serving().labels());
        return about(
                "alambic.student.grpc",
                () -> new ServingSettings(
                        new InferenceSettings(
                                name,
                                release,
                                integer(key("grpc.threads"), grpc.threads()),
                                queue,
                                batching,
                                integer(key("grpc.max-batch"), grpc.maxBatch()),
                                labels),
                        new GrpcSettings(
                                grpc.host(),
                                integer(key("grpc.port"), grpc.port()),
                                TlsReader.read(grpc.tls()),
                                integer(key("grpc.max-message-bytes"), grpc.maxMessageBytes()),
                                duration(key("grpc.grace"), grpc.grace())),
                        integer(key("serving.versions"), config.serving().versions()),
                        canary(config.serving())));
    }

    private static CanarySettings canary(StudentConfig.Serving serving) {
        return about(
                key("serving"),
                () -> new CanarySettings(
                        doubleNumber(key("serving.canary-share"), serving.canaryShare()),
                        doubleNumber(key("serving.shadow-share"), serving.shadowShare()),
                        doubleNumber(key("serving.canary-agreement"), serving.canaryAgreement()),
                        integer(key("serving.canary-samples"), serving.canarySamples()),
                        duration(key("serving.canary-window"), serving.canaryWindow())));
    }

    private static Batching batching(StudentConfig.Serving serving) {
        List<Integer> preferred = parts(serving.batchPreferred()).stream()
                .map(size -> integer(key("serving.batch-preferred"), size))
                .toList();
        return about(
                key("serving"),
                () -> new Batching(
                        integer(key("serving.batch-size"), serving.batchSize()),
                        duration(key("serving.batch-delay"), serving.batchDelay()),
                        preferred));
    }

    private static List<String> parts(Optional<String> text) {
        return text.filter(some -> !some.isBlank())
                .map(some -> Values.parts(some, ",").toList())
                .orElse(List.of());
    }

    private static String key(String name) {
        return STUDENT + name;
    }
}
