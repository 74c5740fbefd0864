package io.alambic.teacher.wiring;

import static io.alambic.core.settings.Values.about;
import static io.alambic.core.settings.Values.doubleNumber;
import static io.alambic.core.settings.Values.duration;
import static io.alambic.core.settings.Values.integer;
import static io.alambic.core.settings.Values.oneOf;
import static io.alambic.core.settings.Values.parts;

import io.alambic.core.model.InputSpec;
import io.alambic.core.model.OutputPick;
import io.alambic.core.settings.InvalidSettingException;
import io.alambic.core.tensor.Encoding;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.kafka.RecordLimits;
import io.alambic.kafka.TopicNames;
import io.alambic.models.CallSettings;
import io.alambic.models.ModelSource;
import io.alambic.teacher.StreamsSettings;
import io.alambic.teacher.TeacherSettings;
import io.alambic.teacher.control.TeachingRate;
import io.alambic.teacher.model.ModelSettings;
import io.alambic.teacher.topology.TeachingSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** From configuration to the settings of a teacher; every value that does not do is refused here. */
final class SettingsReader {

    private static final String TEACHER = "alambic.teacher.";
    private static final String NAME_PATTERN = "[A-Za-z0-9._-]+";
    private static final String BOOTSTRAP_SERVERS = "bootstrap.servers";
    private static final Duration LONGEST_POLL = Duration.ofMillis(100);

    private final TeacherConfig config;
    private final TeacherTopicsConfig topics;
    private final Map<String, Object> connection;

    /**
     * A reader.
     *
     * @param connection Kafka's own settings
     */
    SettingsReader(TeacherConfig config, TeacherTopicsConfig topics, Map<String, Object> connection) {
        this.config = config;
        this.topics = topics;
        this.connection = connection;
    }

    /**
     * The settings.
     *
     * @throws InvalidSettingException naming the key, what came and what was expected
     */
    TeacherSettings read() {
        requireConnection();
        RecordLimits limits = about(
                "alambic.topics.max-record-bytes",
                () -> new RecordLimits(integer("alambic.topics.max-record-bytes", topics.maxRecordBytes())));
        int maxBatch = count(key("max-batch"), config.maxBatch());
        Duration maxDelay = time(key("max-delay"), config.maxDelay());
        TeachingRate rate = about(
                key("teaching-rate"),
                () -> new TeachingRate(doubleNumber(key("teaching-rate"), config.teachingRate())));
        TeachingSettings teaching = new TeachingSettings(
                topicNames(), maxBatch, maxDelay, limits.maxRecordBytes(), rate, logitsTopK(), studentInputs());
        return new TeacherSettings(streams(limits, maxDelay), model(maxBatch), teaching);
    }

    private List<String> studentInputs() {
        List<String> names = config.studentInputs()
                .filter(text -> !text.isBlank())
                .map(text -> parts(text, ",").toList())
                .orElse(List.of());
        if (names.stream().anyMatch(String::isBlank)) {
            throw new InvalidSettingException(
                    "%s: expected names of tensors by comma, but got %s".formatted(key("student-inputs"), names), null);
        }
        return names;
    }

    private int logitsTopK() {
        int k = integer(key("logits-top-k"), config.logitsTopK());
        if (k < 0) {
            throw new InvalidSettingException(key("logits-top-k") + ": expected at least 0, but got " + k, null);
        }
        return k;
    }

    private void requireConnection() {
        Object servers = connection.get(BOOTSTRAP_SERVERS);
        if (servers == null || servers.toString().isBlank()) {
            throw new InvalidSettingException(
                    "kafka.bootstrap.servers is not set: expected the brokers as host:port,host:port", null);
        }
    }

    private TopicNames topicNames() {
        TopicNames names = new TopicNames(
                name("alambic.topics.samples", topics.samples()),
                name("alambic.topics.knowledge", topics.knowledge()),
                name("alambic.topics.control", topics.control()),
                name("alambic.topics.dead-letters", topics.deadLetters()));
        List<String> all = List.of(names.samples(), names.knowledge(), names.control(), names.deadLetters());
        if (all.stream().distinct().count() < all.size()) {
            throw new InvalidSettingException("alambic.topics: expected four different topics, but got " + all, null);
        }
        return names;
    }

    private ModelSettings model(int maxBatch) {
        String model = config.model()
                .filter(text -> !text.isBlank())
                .orElseThrow(() -> new InvalidSettingException(
                        "alambic.teacher.model is not set: expected a model's folder, a file *.pt or *.onnx, or grpc://host:port/name",
                        null));
        ModelSource source = about(key("model"), () -> ModelSource.parse(model.strip()));
        List<TensorSpec> inputs = about(key("inputs"), () -> config.inputs()
                .filter(text -> !text.isBlank())
                .map(InputSpec::parseAll)
                .orElse(List.of()));
        List<OutputPick> maps = about(key("feature-maps"), () -> config.featureMaps()
                .filter(text -> !text.isBlank())
                .map(text -> parts(text, ",").map(OutputPick::parse).toList())
                .orElse(List.of()));
        Encoding encoding = oneOf(key("feature-encoding"), config.featureEncoding(), Encoding.class);
        CallSettings calls = about(
                key("remote.budget"),
                () -> new CallSettings(
                        time(key("remote.deadline"), config.remote().deadline()),
                        duration(key("remote.budget"), config.remote().budget())));
        String logits = config.logits().orElse("").strip();
        return about(
                key("feature-maps"), () -> new ModelSettings(source, inputs, logits, maps, encoding, maxBatch, calls));
    }

    private StreamsSettings streams(RecordLimits limits, Duration maxDelay) {
        Path stateDir = config.stateDir()
                .filter(text -> !text.isBlank())
                .map(text -> about(key("state-dir"), () -> Path.of(text)))
                .orElseGet(() -> Path.of(System.getProperty("java.io.tmpdir"), applicationId()));
        return new StreamsSettings(
                connection,
                limits,
                applicationId(),
                stateDir,
                count(key("threads"), config.threads()),
                oneOf(key("processing-guarantee"), config.processingGuarantee(), StreamsSettings.Guarantee.class),
                time(key("commit-interval"), config.commitInterval()),
                maxDelay.compareTo(LONGEST_POLL) < 0 ? maxDelay : LONGEST_POLL);
    }

    private String applicationId() {
        return name(key("application-id"), config.applicationId());
    }

    private static String name(String key, String text) {
        if (!text.matches(NAME_PATTERN)) {
            throw new InvalidSettingException(
                    "%s: expected letters, digits, '.', '_' and '-', but got '%s'".formatted(key, text), null);
        }
        return text;
    }

    private static int count(String key, String text) {
        int count = integer(key, text);
        if (count < 1) {
            throw new InvalidSettingException("%s: expected at least 1, but got '%s'".formatted(key, text), null);
        }
        return count;
    }

    private static Duration time(String key, String text) {
        Duration time = duration(key, text);
        if (time.compareTo(Duration.ofMillis(1)) < 0) {
            throw new InvalidSettingException("%s: expected at least 1ms, but got '%s'".formatted(key, text), null);
        }
        return time;
    }

    private static String key(String name) {
        return TEACHER + name;
    }
}
