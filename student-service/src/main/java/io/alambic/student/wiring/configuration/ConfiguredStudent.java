package io.alambic.student.wiring.configuration;

import io.alambic.core.cost.logits.OutputTerm;
import io.alambic.core.figures.Figure;
import io.alambic.core.hyperparameters.Hyperparameter;
import io.alambic.core.hyperparameters.Hyperparameters;
import io.alambic.core.model.Architecture;
import io.alambic.core.model.Signature;
import io.alambic.core.search.Criterion;
import io.alambic.core.search.SearchSettings;
import io.alambic.core.settings.InvalidSettingException;
import io.alambic.core.settings.SettingsCheck;
import io.alambic.core.train.CandidateSettings;
import io.alambic.mapping.RecordMapping;
import io.alambic.mapping.wiring.MappingConfig;
import io.alambic.student.ReplicaSettings;
import io.alambic.student.ServingSettings;
import io.alambic.student.StudentSettings;
import io.alambic.student.admission.ConnectionLimits;
import io.alambic.student.canary.CanarySettings;
import io.alambic.student.feedback.FeedbackSettings;
import io.alambic.student.grpc.GrpcSettings;
import io.alambic.student.grpc.ServerTls;
import io.alambic.student.inference.Batching;
import io.alambic.student.inference.InferenceSettings;
import io.alambic.student.inference.QueueLimits;
import io.alambic.student.ingest.IngestTopics;
import io.alambic.student.ingest.KafkaClients;
import io.alambic.student.protocol.AnswerSignature;
import io.alambic.student.training.TrainerSettings;
import io.alambic.student.training.UpkeepLimits;
import io.alambic.student.weights.WeightsSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Makes the settings of a student or a replica from its configuration. Each value alone was checked by its converter; what
 * concerns several of them is checked here. Used once.
 */
public final class ConfiguredStudent {

    private static final int HEAP_PARTS = 4;
    private static final long MOST_BYTES = 256L << 20;
    private static final Duration CERTIFICATE_CHECK_INTERVAL = Duration.ofMinutes(1);

    private final StudentConfig config;
    private final TopicsConfig topics;
    private final MappingConfig mapping;
    private final Map<String, Object> connection;
    private final String release;
    private final SettingsCheck check = new SettingsCheck("alambic.student");

    /**
     * Creates the settings' maker.
     *
     * @param release version of this service
     */
    public ConfiguredStudent(StudentConfiguration configuration, String release) {
        this.config = configuration.student();
        this.topics = configuration.topics();
        this.mapping = configuration.mapping();
        this.connection = configuration.connection();
        this.release = release;
    }

    /** Returns what this process does. */
    public Mode mode() {
        return config.mode();
    }

    /**
     * Returns the settings of a student that learns.
     *
     * @throws InvalidSettingException with one line for each violated rule: its key, what came and what is allowed
     */
    public StudentSettings settings() {
        Supplier<Architecture> architecture = architecture();
        Supplier<TrainerSettings> trainer = trainer(architecture);
        Supplier<WeightsSettings> weights = weights();
        Supplier<Optional<RecordMapping>> records = records(architecture);
        Supplier<ServingSettings> serving = serving(architecture, records);
        Supplier<FeedbackSettings> feedback = feedback(architecture, records);
        return check.require(check.about(
                "",
                () -> new StudentSettings(
                        kafka(),
                        new IngestTopics(topics.knowledge(), topics.deadLetters()),
                        topics.control(),
                        trainer.get(),
                        config.batchSize(),
                        config.prefetchBatches(),
                        config.batchLinger(),
                        config.holdoutShare(),
                        config.holdoutWindow(),
                        config.checkpointDir().orElseThrow(),
                        config.checkpointsKept(),
                        weights.get(),
                        serving.get(),
                        feedback.get())));
    }

    /**
     * Returns the settings of a replica.
     *
     * @throws InvalidSettingException with one line for each violated rule: its key, what came and what is allowed
     */
    public ReplicaSettings replica() {
        Supplier<Architecture> architecture = architecture();
        Supplier<Optional<RecordMapping>> records = records(architecture);
        Supplier<ServingSettings> serving = serving(architecture, records);
        Supplier<FeedbackSettings> feedback = feedback(architecture, records);
        return check.require(check.check(() ->
                new ReplicaSettings(kafka(), topics.weights(), architecture.get(), serving.get(), feedback.get())));
    }

    private KafkaClients kafka() {
        return new KafkaClients(connection, topics.maxRecordBytes(), config.name());
    }

    private Supplier<Architecture> architecture() {
        return check.check(() -> new ArchitectureReader(config.model(), config.task()).read());
    }

    private Supplier<TrainerSettings> trainer(Supplier<Architecture> architecture) {
        Supplier<CandidateSettings> candidate = candidate(architecture);
        Supplier<SearchSettings> search = search(candidate);
        return check.about(
                "",
                () -> new TrainerSettings(
                        candidate.get(),
                        search.get(),
                        config.tolerance(),
                        config.publishInterval(),
                        config.checkpointInterval(),
                        config.failuresBeforeRollback(),
                        config.rollbackPause(),
                        upkeep(),
                        config.serveUntrained()));
    }

    private UpkeepLimits upkeep() {
        return new UpkeepLimits(config.upkeep().share(), config.upkeep().bytesPerSecond());
    }

    private Supplier<CandidateSettings> candidate(Supplier<Architecture> architecture) {
        return check.about(
                "",
                () -> new CandidateSettings(
                        config.task(),
                        architecture.get(),
                        new Hyperparameters(Map.of(
                                Hyperparameter.LAMBDA1, config.lambda1(),
                                Hyperparameter.LAMBDA2, config.lambda2(),
                                Hyperparameter.LAMBDA3, config.lambda3(),
                                Hyperparameter.TEMPERATURE, config.temperature(),
                                Hyperparameter.LEARNING_RATE, config.learningRate())),
                        config.outputTerm()
                                .orElseGet(() -> OutputTerm.parse(
                                        config.task().outputTerms().get(0))),
                        config.featureTerm(),
                        Parts.in(config.features()),
                        config.optimizer(),
                        config.warmupSteps(),
                        config.weightDecay(),
                        config.maxGradientNorm(),
                        config.seed()));
    }

    /** A search that is off has a single candidate, with the hyperparameters outside the search. */
    private Supplier<SearchSettings> search(Supplier<CandidateSettings> candidate) {
        StudentConfig.Search search = config.search();
        Supplier<Criterion> criterion = criterion();
        return check.about("search.population", () -> {
            Hyperparameters configured = candidate.get().hyperparameters();
            if (!search.enabled()) {
                return SearchSettings.off(configured);
            }
            List<Hyperparameters> population = search.population().all().stream()
                    .map(entry -> entry.in(configured))
                    .toList();
            return new SearchSettings(population, search.reseedSteps(), criterion.get(), search.seed());
        });
    }

    /** Returns the figure of the task that is named, or the one that decides about promotion. */
    private Supplier<Criterion> criterion() {
        List<Figure> figures = config.task().figures();
        return check.about(
                "search.criterion",
                () -> new Criterion(config.search().criterion().map(name -> figures.stream()
                        .filter(figure -> figure.name().equals(name))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException("expected %s, but got '%s'"
                                .formatted(
                                        figures.stream().map(Figure::name).collect(Collectors.joining(", ")),
                                        name))))));
    }

    private Supplier<WeightsSettings> weights() {
        int chunkBytes = config.weights().chunkBytes();
        int most = topics.maxRecordBytes().maxRecordBytes();
        return check.about("weights.chunk-bytes", () -> {
            if (chunkBytes > most) {
                throw new IllegalArgumentException(
                        "expected at most alambic.topics.max-record-bytes, which is %d, but got %d"
                                .formatted(most, chunkBytes));
            }
            return new WeightsSettings(
                    topics.weights(),
                    config.weights().publish(),
                    chunkBytes,
                    config.weights().type(),
                    config.upkeep().bytesPerSecond());
        });
    }

    private Supplier<ServingSettings> serving(
            Supplier<Architecture> architecture, Supplier<Optional<RecordMapping>> records) {
        Supplier<InferenceSettings> inference = inference(architecture, records);
        Supplier<GrpcSettings> grpc = grpc();
        StudentConfig.Serving serving = config.serving();
        Supplier<CanarySettings> canary = check.about("serving", () -> canary(serving));
        return check.about(
                "serving",
                () -> new ServingSettings(
                        inference.get(), grpc.get(), serving.versions(), canary.get(), config.shutdownDeadline()));
    }

    private CanarySettings canary(StudentConfig.Serving serving) {
        CanarySettings canary = new CanarySettings(
                serving.canaryShare(),
                serving.shadowShare(),
                serving.canaryAgreement(),
                serving.canarySamples(),
                serving.canaryWindow());
        if (canary.isOn() && config.task().alikeness().isEmpty()) {
            throw new IllegalArgumentException(
                    "the task %s cannot say when two answers are alike: canary-share and shadow-share must be 0"
                            .formatted(config.task().name()));
        }
        return canary;
    }

    private Supplier<InferenceSettings> inference(
            Supplier<Architecture> architecture, Supplier<Optional<RecordMapping>> records) {
        StudentConfig.Grpc grpc = config.grpc();
        StudentConfig.Serving serving = config.serving();
        Supplier<Batching> batching = check.about(
                "serving",
                () -> new Batching(serving.batchSize(), serving.batchDelay(), Parts.in(serving.batchPreferred())));
        Supplier<List<String>> outputs = check.about("serving.outputs", () -> {
            Signature answers = AnswerSignature.of(architecture.get().signature(), config.task());
            List<String> names = Parts.in(serving.outputs());
            names.forEach(answers::output);
            return names;
        });
        return check.about(
                "grpc",
                () -> new InferenceSettings(
                        config.name(),
                        config.task(),
                        release,
                        grpc.threads(),
                        new QueueLimits(grpc.queue(), bytes(serving.queueBytes())),
                        batching.get(),
                        grpc.maxBatch(),
                        bytes(serving.requestBytes()),
                        bytes(serving.clientBytes()),
                        outputs.get(),
                        Parts.in(serving.labels()),
                        records.get()));
    }

    private Supplier<GrpcSettings> grpc() {
        StudentConfig.Grpc grpc = config.grpc();
        Supplier<Optional<ServerTls>> tls = check.about("grpc.tls", () -> tls(grpc.tls()));
        return check.about(
                "grpc",
                () -> new GrpcSettings(
                        grpc.host(), grpc.port(), tls.get(), grpc.maxMessageBytes(), limits(grpc), grpc.grace()));
    }

    private ConnectionLimits limits(StudentConfig.Grpc grpc) {
        return new ConnectionLimits(
                grpc.maxConnections(),
                grpc.maxCallsPerConnection(),
                grpc.maxConnectionAge(),
                grpc.maxConnectionIdle(),
                bytes(config.serving().clientBytes()),
                grpc.maxStreams());
    }

    /** Returns a number of bytes; unless it is set, a quarter of the heap, but no more than 256 MiB. */
    private static long bytes(Optional<Long> setting) {
        return setting.orElseGet(() -> Math.min(MOST_BYTES, Runtime.getRuntime().maxMemory() / HEAP_PARTS));
    }

    private static Optional<ServerTls> tls(StudentConfig.Tls tls) {
        Optional<Path> certificates = tls.certificates();
        Optional<Path> key = tls.privateKey();
        if (certificates.isPresent() && key.isPresent()) {
            return Optional.of(
                    new ServerTls(certificates.get(), key.get(), tls.clientAuthorities(), CERTIFICATE_CHECK_INTERVAL));
        }
        if (certificates.isPresent()
                || key.isPresent()
                || tls.clientAuthorities().isPresent()) {
            throw new IllegalArgumentException("certificates and private-key belong together, and one is missing");
        }
        return Optional.empty();
    }

    private Supplier<Optional<RecordMapping>> records(Supplier<Architecture> architecture) {
        return check.check(() -> servedMapping().of(architecture.get().signature()));
    }

    private ServedMapping servedMapping() {
        return new ServedMapping(
                config.serving().mapping(), mapping, topics.maxRecordBytes().maxRecordBytes());
    }

    /**
     * Checks that the mapping of the teacher's topic, if there is one, makes what a student learns from.
     *
     * @throws IllegalArgumentException naming the setting, what was expected and what it says
     */
    public void requireMappingFits(Architecture student) {
        servedMapping().requireFit(student);
    }

    private Supplier<FeedbackSettings> feedback(
            Supplier<Architecture> architecture, Supplier<Optional<RecordMapping>> records) {
        return new ConfiguredFeedback(config, topics, mapping, check)
                .settings(() -> architecture.get().signature(), records);
    }
}
