package io.alambic.student.wiring;

import io.alambic.core.cost.feature.FeatureDistance;
import io.alambic.core.cost.feature.FeaturePair;
import io.alambic.core.cost.logits.OutputTerm;
import io.alambic.core.evaluate.HoldoutWindow;
import io.alambic.core.evaluate.PromotionRule;
import io.alambic.core.hyperparameters.Hyperparameter;
import io.alambic.core.hyperparameters.Hyperparameters;
import io.alambic.core.hyperparameters.Schedule;
import io.alambic.core.model.Architecture;
import io.alambic.core.optimizer.OptimizerChoice;
import io.alambic.core.search.SearchSettings;
import io.alambic.core.settings.InvalidSettingException;
import io.alambic.core.settings.Values;
import io.alambic.core.train.CandidateSettings;
import io.alambic.kafka.RecordLimits;
import io.alambic.student.ReplicaSettings;
import io.alambic.student.ServingSettings;
import io.alambic.student.StudentSettings;
import io.alambic.student.batch.HoldoutSplit;
import io.alambic.student.feedback.FeedbackSettings;
import io.alambic.student.ingest.IngestTopics;
import io.alambic.student.ingest.KafkaClients;
import io.alambic.student.training.TrainerSettings;
import io.alambic.student.weights.WeightsSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Reads the settings of a student from its configuration, and refuses every invalid one. Read once. */
final class SettingsReader {

    private static final String MAX_RECORD_BYTES = "alambic.topics.max-record-bytes";
    private static final String NAME_PATTERN = "[A-Za-z0-9._-]+";
    private static final String BOOTSTRAP_SERVERS = "bootstrap.servers";

    private final StudentConfig config;
    private final TopicsConfig topics;
    private final Map<String, Object> connection;
    private final String release;
    private final SettingsCheck check = new SettingsCheck("alambic.student");

    /**
     * Creates a reader.
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
     * Returns the settings of a student that learns.
     *
     * @throws InvalidSettingException with one line for each invalid setting: its key, what came and what is allowed
     */
    StudentSettings read() {
        Supplier<String> name = check.check(this::name);
        Supplier<KafkaClients> kafka = kafka(name);
        Supplier<Architecture> architecture = architecture();
        Supplier<TrainerSettings> trainer = trainer(architecture);
        Supplier<Integer> batchSize = check.integer("batch-size", config.batchSize());
        Supplier<Integer> prefetch = check.integer("prefetch-batches", config.prefetchBatches());
        Supplier<Duration> linger = check.duration("batch-linger", config.batchLinger());
        Supplier<Integer> checkpointsKept = check.integer("checkpoints-kept", config.checkpointsKept());
        Supplier<HoldoutSplit> split = check.about(
                "holdout-share",
                () -> new HoldoutSplit(Values.doubleNumber(check.key("holdout-share"), config.holdoutShare())));
        Supplier<Integer> window = check.check(() -> {
            int samples = Values.integer(check.key("holdout-window"), config.holdoutWindow());
            Values.about(check.key("holdout-window"), () -> new HoldoutWindow(samples));
            return samples;
        });
        Supplier<Path> checkpoints = check.check(this::checkpointDir);
        Supplier<WeightsSettings> weights = weights(kafka);
        Supplier<ServingSettings> serving = new ServingReader(config, release, check).read(name);
        Supplier<FeedbackSettings> feedback = feedback(architecture);
        return check.require(check.about(
                "",
                () -> new StudentSettings(
                        kafka.get(),
                        new IngestTopics(topics.knowledge(), topics.deadLetters()),
                        topics.control(),
                        trainer.get(),
                        batchSize.get(),
                        prefetch.get(),
                        linger.get(),
                        split.get(),
                        window.get(),
                        checkpoints.get(),
                        checkpointsKept.get(),
                        weights.get(),
                        serving.get(),
                        feedback.get())));
    }

    /**
     * Returns whether this process learns, or serves what another has learned.
     *
     * @throws InvalidSettingException naming what came and what was expected
     */
    Mode mode() {
        return Values.oneOf(check.key("mode"), config.mode(), Mode.class);
    }

    /**
     * Returns the settings of a replica.
     *
     * @throws InvalidSettingException with one line for each invalid setting: its key, what came and what is allowed
     */
    ReplicaSettings readReplica() {
        Supplier<String> name = check.check(this::name);
        Supplier<KafkaClients> kafka = kafka(name);
        Supplier<Architecture> architecture = architecture();
        Supplier<ServingSettings> serving = new ServingReader(config, release, check).read(name);
        Supplier<FeedbackSettings> feedback = feedback(architecture);
        return check.require(check.check(() ->
                new ReplicaSettings(kafka.get(), topics.weights(), architecture.get(), serving.get(), feedback.get())));
    }

    private Supplier<Architecture> architecture() {
        return check.check(() -> new ArchitectureReader(config.model()).read());
    }

    private Supplier<FeedbackSettings> feedback(Supplier<Architecture> architecture) {
        FeedbackReader reader = new FeedbackReader(config.feedback(), topics.samples());
        return check.check(() -> reader.read(architecture.get().signature()));
    }

    private Supplier<KafkaClients> kafka(Supplier<String> name) {
        return check.check(() -> {
            requireConnection();
            int bytes = Values.integer(MAX_RECORD_BYTES, topics.maxRecordBytes());
            return Values.about(
                    MAX_RECORD_BYTES, () -> new KafkaClients(connection, new RecordLimits(bytes), name.get()));
        });
    }

    private Supplier<WeightsSettings> weights(Supplier<KafkaClients> kafka) {
        String chunkKey = check.key("weights.chunk-bytes");
        Supplier<Boolean> publish = check.check(
                () -> Values.flag(check.key("weights.publish"), config.weights().publish()));
        return check.check(() -> {
            int chunkBytes = Values.integer(chunkKey, config.weights().chunkBytes());
            int most = kafka.get().limits().maxRecordBytes();
            if (chunkBytes > most) {
                throw new InvalidSettingException(
                        "%s: expected at most %s, which is %d, but got %d"
                                .formatted(chunkKey, MAX_RECORD_BYTES, most, chunkBytes),
                        null);
            }
            return Values.about(chunkKey, () -> new WeightsSettings(topics.weights(), publish.get(), chunkBytes));
        });
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
        return Values.about(check.key("checkpoint-dir"), () -> Path.of(dir));
    }

    private Supplier<TrainerSettings> trainer(Supplier<Architecture> architecture) {
        Supplier<PromotionRule> rule = check.about(
                "tolerance", () -> new PromotionRule(Values.doubleNumber(check.key("tolerance"), config.tolerance())));
        Supplier<CandidateSettings> candidate = candidate(architecture);
        Supplier<SearchSettings> search = check.check(
                () -> new SearchReader(config.search()).read(candidate.get().hyperparameters()));
        Supplier<Duration> publishInterval = check.duration("publish-interval", config.publishInterval());
        Supplier<Duration> checkpointInterval = check.duration("checkpoint-interval", config.checkpointInterval());
        Supplier<Integer> failures = check.integer("failures-before-rollback", config.failuresBeforeRollback());
        Supplier<Duration> rollbackPause = check.duration("rollback-pause", config.rollbackPause());
        return check.about(
                "",
                () -> new TrainerSettings(
                        candidate.get(),
                        search.get(),
                        rule.get(),
                        publishInterval.get(),
                        checkpointInterval.get(),
                        failures.get(),
                        rollbackPause.get()));
    }

    private Supplier<CandidateSettings> candidate(Supplier<Architecture> architecture) {
        Map<Hyperparameter, Supplier<Schedule>> schedules = new EnumMap<>(Hyperparameter.class);
        schedules.put(Hyperparameter.LAMBDA1, schedule(Hyperparameter.LAMBDA1, config.lambda1()));
        schedules.put(Hyperparameter.LAMBDA2, schedule(Hyperparameter.LAMBDA2, config.lambda2()));
        schedules.put(Hyperparameter.LAMBDA3, schedule(Hyperparameter.LAMBDA3, config.lambda3()));
        schedules.put(Hyperparameter.TEMPERATURE, schedule(Hyperparameter.TEMPERATURE, config.temperature()));
        schedules.put(Hyperparameter.LEARNING_RATE, schedule(Hyperparameter.LEARNING_RATE, config.learningRate()));
        Supplier<OutputTerm> output = check.about("output-term", () -> OutputTerm.parse(config.outputTerm()));
        Supplier<FeatureDistance> distance =
                check.about("feature-term", () -> FeatureDistance.named(config.featureTerm()));
        Supplier<OptimizerChoice> optimizer = check.about("optimizer", () -> OptimizerChoice.parse(config.optimizer()));
        Supplier<List<FeaturePair>> pairs =
                check.about("features", () -> SettingsCheck.parts(config.features()).stream()
                        .map(FeaturePair::parse)
                        .toList());
        Supplier<Long> warmupSteps = check.longInteger("warmup-steps", config.warmupSteps());
        Supplier<Float> weightDecay = check.number("weight-decay", config.weightDecay());
        Supplier<Float> maxGradientNorm = check.number("max-gradient-norm", config.maxGradientNorm());
        Supplier<Long> seed = check.longInteger("seed", config.seed());
        return check.about("", () -> {
            Map<Hyperparameter, Schedule> hyperparameters = new EnumMap<>(Hyperparameter.class);
            schedules.forEach((hyperparameter, schedule) -> hyperparameters.put(hyperparameter, schedule.get()));
            return new CandidateSettings(
                    architecture.get(),
                    new Hyperparameters(hyperparameters),
                    output.get(),
                    distance.get(),
                    pairs.get(),
                    optimizer.get(),
                    warmupSteps.get(),
                    weightDecay.get(),
                    maxGradientNorm.get(),
                    seed.get());
        });
    }

    private Supplier<Schedule> schedule(Hyperparameter hyperparameter, String text) {
        return check.about(hyperparameter.key(), () -> Hyperparameters.checked(hyperparameter, Schedule.parse(text)));
    }
}
