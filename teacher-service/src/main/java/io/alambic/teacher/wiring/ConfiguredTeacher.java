package io.alambic.teacher.wiring;

import io.alambic.core.bucket.Buckets;
import io.alambic.core.settings.InvalidSettingException;
import io.alambic.core.settings.Secret;
import io.alambic.core.settings.SettingsCheck;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.kafka.TopicNames;
import io.alambic.mapping.RecordMapping;
import io.alambic.mapping.wiring.ConfiguredMapping;
import io.alambic.mapping.wiring.MappingConfig;
import io.alambic.models.ModelSource;
import io.alambic.models.llm.LanguageModel;
import io.alambic.models.remote.CallSettings;
import io.alambic.teacher.StreamsSettings;
import io.alambic.teacher.TeacherSettings;
import io.alambic.teacher.model.ModelSettings;
import io.alambic.teacher.topology.Augmentations;
import io.alambic.teacher.topology.LogitsForm;
import io.alambic.teacher.topology.TeacherIdentity;
import io.alambic.teacher.topology.TeachingSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * Makes the settings of a teacher from its configuration. Each value alone was checked by its {@link SettingConverters
 * converter}; what concerns several of them is checked here.
 */
record ConfiguredTeacher(
        TeacherConfig config,
        MergeConfig merge,
        TeacherTopicsConfig topics,
        MappingConfig mapping,
        Map<String, Object> connection) {

    private static final Duration LONGEST_POLL = Duration.ofMillis(100);

    ConfiguredTeacher(TeacherConfiguration configuration) {
        this(
                configuration.teacher(),
                configuration.merge(),
                configuration.topics(),
                configuration.mapping(),
                configuration.connection());
    }

    /**
     * Returns the settings.
     *
     * @throws InvalidSettingException with one line for each violated rule: its key, what came and what is allowed
     */
    TeacherSettings settings() {
        SettingsCheck check = new SettingsCheck("alambic.teacher");
        Supplier<CallSettings> calls = check.about(
                "remote.budget",
                () -> calls(config.remote().deadline(), config.remote().budget()));
        ConfiguredLanguageModel llm = new ConfiguredLanguageModel(config, stateDir());
        Supplier<Optional<LanguageModel>> languageModel = check.check(llm::model);
        Supplier<Secret> key = check.about(
                "remote.api-key",
                () -> new Secret(config.remote().apiKey(), config.remote().apiKeyFile()));
        Supplier<Optional<ModelSource.Service>> service = check.check(
                () -> languageModel.get().<ModelSource.Service>map(one -> one).or(() -> new ConfiguredClassifier(
                                config, key.get(), calls.get())
                        .service()));
        Supplier<Optional<Buckets>> buckets = check.about("sizes", () -> buckets(service.get()));
        Supplier<ModelSettings> model =
                check.about("feature-maps", () -> model(calls.get(), key.get(), buckets.get(), service.get()));
        Supplier<LogitsForm> logits = check.about(
                "logits-samples",
                () -> LogitsForm.of(config.logitsTopK(), config.logitsSamples(), config.logitsSampleTemperature()));
        Supplier<TopicNames> names = check.check(this::topicNames);
        Supplier<TeacherIdentity> identity = check.about("name", this::identity);
        Supplier<Optional<RecordMapping>> samples = check.check(() ->
                new ConfiguredMapping(mapping).mapping(topics.maxRecordBytes().maxRecordBytes()));
        return check.require(check.check(() -> new TeacherSettings(
                streams(model.get()),
                model.get(),
                teaching(identity.get(), names.get(), model.get().maxBatch(), logits.get(), samples.get()))));
    }

    private StreamsSettings streams(ModelSettings model) {
        Duration maxDelay = config.maxDelay();
        return new StreamsSettings(
                connection,
                topics.maxRecordBytes(),
                config.applicationId(),
                stateDir(),
                config.threads(),
                config.processingGuarantee(),
                config.commitInterval(),
                maxDelay.compareTo(LONGEST_POLL) < 0 ? maxDelay : LONGEST_POLL,
                longest(model.calls().budget(), longestLookup()));
    }

    /** A stream thread waits for the schema of a record as it does for a model. */
    private Duration longestLookup() {
        return mapping.registry().url().isPresent() ? mapping.registry().timeout() : Duration.ZERO;
    }

    private static Duration longest(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    /** Returns limits that leave Kafka's transactions open for long enough. */
    static CallSettings calls(Duration deadline, Duration budget) {
        if (budget.compareTo(StreamsSettings.LONGEST_PASS) > 0) {
            throw new IllegalArgumentException(
                    "expected at most %s, but got %s".formatted(StreamsSettings.LONGEST_PASS, budget));
        }
        return new CallSettings(deadline, budget);
    }

    private Path stateDir() {
        return config.stateDir().orElseGet(() -> Path.of(System.getProperty("java.io.tmpdir"), config.applicationId()));
    }

    /** The texts of a service have one size, so that all of a batch are asked about at once. */
    private Optional<Buckets> buckets(Optional<ModelSource.Service> service) {
        if (service.isEmpty()) {
            return Buckets.of(inputs(), config.sizes(), config.padding());
        }
        SortedMap<String, List<Integer>> sizes = new TreeMap<>();
        service.get()
                .inputs()
                .forEach(input -> sizes.put(
                        input.letters().get(0),
                        List.of(Math.toIntExact(input.sampleShape().get(0)))));
        return Optional.of(new Buckets(sizes, Map.of()));
    }

    private ModelSettings model(
            CallSettings remote, Secret key, Optional<Buckets> buckets, Optional<ModelSource.Service> service) {
        return new ModelSettings(
                service.<ModelSource>map(one -> one)
                        .orElseGet(() -> source(config.model().orElseThrow(), key)),
                service.map(ModelSource.Service::inputs).orElseGet(this::inputs),
                buckets,
                config.logits().orElse("").strip(),
                config.logitsFrom(),
                service.isPresent()
                        ? List.of()
                        : config.featureMaps().map(PickedOutputs::picks).orElse(List.of()),
                config.featureEncoding(),
                maxBatch(service),
                service.map(ModelSource.Service::calls).orElse(remote));
    }

    /** All threads together ask a service, and each of their passes has to be done within its budget. */
    private int maxBatch(Optional<ModelSource.Service> service) {
        return service.map(one -> Math.max(1, one.samplesInBudget() / config.threads()))
                .map(most -> Math.min(most, config.maxBatch()))
                .orElseGet(config::maxBatch);
    }

    private static ModelSource source(ModelSource source, Secret key) {
        return source instanceof ModelSource.Rest rest ? new ModelSource.Rest(rest.url(), key) : source;
    }

    private List<TensorSpec> inputs() {
        return config.inputs().map(NamedInputs::specs).orElse(List.of());
    }

    private TeachingSettings teaching(
            TeacherIdentity identity,
            TopicNames names,
            int maxBatch,
            LogitsForm logits,
            Optional<RecordMapping> samples) {
        return new TeachingSettings(
                identity,
                names,
                maxBatch,
                config.maxDelay(),
                topics.maxRecordBytes().maxRecordBytes(),
                config.teachingRate(),
                config.teachingKey(),
                logits,
                config.studentInputs().map(TensorNames::names).orElse(List.of()),
                config.eventTimeTolerance(),
                new Augmentations(
                        config.augmentations().map(AugmentationChains::chains).orElse(List.of()),
                        config.augmentationSeed()),
                samples);
    }

    private TopicNames topicNames() {
        String knowledge = merge.teachers().isEmpty() ? topics.knowledge() : merge.answers();
        List<String> all = List.of(topics.samples(), knowledge, topics.control(), topics.deadLetters());
        if (all.stream().distinct().count() < all.size()) {
            throw new InvalidSettingException("alambic.topics: expected four different topics, but got " + all, null);
        }
        return new TopicNames(topics.samples(), knowledge, topics.control(), topics.weights(), topics.deadLetters());
    }

    /** A merge knows its teachers by their names. */
    private TeacherIdentity identity() {
        Set<String> merged = merge.teachers().keySet();
        boolean isOneOfThem =
                merged.isEmpty() || config.name().map(merged::contains).orElse(false);
        if (!isOneOfThem) {
            throw new IllegalArgumentException("expected one of the teachers %s in alambic.merge.teachers, but got %s"
                    .formatted(
                            new TreeSet<>(merged),
                            config.name().map("'%s'"::formatted).orElse("none")));
        }
        return new TeacherIdentity(config.name(), ConfiguredMerge.classes(merge));
    }
}
