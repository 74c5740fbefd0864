package io.alambic.teacher.wiring;

import io.alambic.core.settings.InvalidSettingException;
import io.alambic.core.settings.Values;
import io.alambic.kafka.TopicNames;
import io.alambic.models.CallSettings;
import io.alambic.models.ModelSource;
import io.alambic.teacher.StreamsSettings;
import io.alambic.teacher.TeacherSettings;
import io.alambic.teacher.model.ModelSettings;
import io.alambic.teacher.topology.TeachingSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Makes the settings of a teacher from its configuration. Each value alone was checked by its {@link SettingConverters
 * converter}; what concerns several of them is checked here.
 *
 * @param connection Kafka's own settings
 */
record ConfiguredTeacher(TeacherConfig config, TeacherTopicsConfig topics, Map<String, Object> connection) {

    private static final String BOOTSTRAP_SERVERS = "bootstrap.servers";
    private static final Duration LONGEST_POLL = Duration.ofMillis(100);

    /**
     * Returns the settings.
     *
     * @throws InvalidSettingException naming the key, what came and what was expected
     */
    TeacherSettings settings() {
        requireConnection();
        return new TeacherSettings(streams(), model(), teaching());
    }

    private void requireConnection() {
        Object servers = connection.get(BOOTSTRAP_SERVERS);
        if (servers == null || servers.toString().isBlank()) {
            throw new InvalidSettingException(
                    "kafka.bootstrap.servers is not set: expected the brokers as host:port,host:port", null);
        }
    }

    private StreamsSettings streams() {
        Duration maxDelay = config.maxDelay();
        return new StreamsSettings(
                connection,
                topics.maxRecordBytes(),
                config.applicationId(),
                config.stateDir()
                        .orElseGet(() -> Path.of(System.getProperty("java.io.tmpdir"), config.applicationId())),
                config.threads(),
                config.processingGuarantee(),
                config.commitInterval(),
                maxDelay.compareTo(LONGEST_POLL) < 0 ? maxDelay : LONGEST_POLL);
    }

    private ModelSettings model() {
        ModelSource source = config.model()
                .orElseThrow(() -> new InvalidSettingException(
                        "alambic.teacher.model is not set: expected a model's folder, a file *.pt or *.onnx, or grpc://host:port/name",
                        null));
        CallSettings calls = about(
                "remote.budget",
                () -> new CallSettings(
                        config.remote().deadline(), config.remote().budget()));
        return about(
                "feature-maps",
                () -> new ModelSettings(
                        source,
                        config.inputs().map(NamedInputs::specs).orElse(List.of()),
                        config.logits().orElse("").strip(),
                        config.featureMaps().map(PickedOutputs::picks).orElse(List.of()),
                        config.featureEncoding(),
                        config.maxBatch(),
                        calls));
    }

    private TeachingSettings teaching() {
        return new TeachingSettings(
                topicNames(),
                config.maxBatch(),
                config.maxDelay(),
                topics.maxRecordBytes().maxRecordBytes(),
                config.teachingRate(),
                config.logitsTopK(),
                config.studentInputs().map(TensorNames::names).orElse(List.of()));
    }

    private TopicNames topicNames() {
        List<String> all = List.of(topics.samples(), topics.knowledge(), topics.control(), topics.deadLetters());
        if (all.stream().distinct().count() < all.size()) {
            throw new InvalidSettingException("alambic.topics: expected four different topics, but got " + all, null);
        }
        return new TopicNames(topics.samples(), topics.knowledge(), topics.control(), topics.deadLetters());
    }

    private static <T> T about(String name, Supplier<T> settings) {
        return Values.about("alambic.teacher." + name, settings);
    }
}
