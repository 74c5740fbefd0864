package io.alambic.cli.file;

import io.alambic.cli.UserError;
import io.alambic.core.settings.InvalidSettingException;
import io.alambic.core.settings.MappingProblems;
import io.alambic.kafka.RecordLimits;
import io.alambic.kafka.TopicNames;
import io.alambic.mapping.RecordMapping;
import io.alambic.mapping.wiring.ConfiguredMapping;
import io.alambic.mapping.wiring.MappingConfig;
import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.source.yaml.YamlConfigSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.CommonClientConfigs;

/**
 * A file that describes a distillation: the settings of the services, as YAML. System properties and the environment go before it,
 * as they do in the services. Immutable.
 */
public final class DistillationFile {

    private static final String KAFKA = "kafka.";
    private static final int ORDINAL = 110;
    private static final int OWN_ORDINAL = 50;
    private static final String PROFILE = "%";
    private static final String PRODUCTION = "prod";
    private static final Set<String> PROFILES_OF_QUARKUS = Set.of(PRODUCTION, "dev", "test");

    private final Path path;
    private final String text;
    private final KeyLines lines;
    private final SmallRyeConfig config;

    private DistillationFile(Path path, String text, KeyLines lines, DescribedService reader) {
        this.path = path;
        this.text = text;
        this.lines = lines;
        this.config = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDefaultSources()
                .withProfile(reader.profile().orElse(PRODUCTION))
                .withSources(
                        new YamlConfigSource(path.toString(), text, ORDINAL),
                        new PropertiesConfigSource(reader.ownSettings(), "own settings", OWN_ORDINAL))
                .build();
    }

    /**
     * Reads a file.
     *
     * @throws UserError if it cannot be read, with line and column where it is not YAML
     */
    public static DistillationFile read(Path path) {
        String text;
        try {
            text = Files.readString(path);
        } catch (IOException e) {
            throw new UserError("%s cannot be read (%s).".formatted(path, reason(e)), e);
        }
        KeyLines lines = KeyLines.of(path.toString(), text);
        return new DistillationFile(
                path.toAbsolutePath().normalize(), text, lines, new DescribedService(Role.TEACHER, Optional.empty()));
    }

    /** Returns the file as one of its services reads it, with the settings of its profile. */
    public DistillationFile as(DescribedService service) {
        return new DistillationFile(path, text, lines, service);
    }

    private static String reason(IOException e) {
        return e instanceof NoSuchFileException ? "there is no such file" : e.getMessage();
    }

    public Path path() {
        return path;
    }

    /** Returns the folder that relative paths in the file start from. */
    public Path folder() {
        return path.getParent();
    }

    /** Returns the settings. */
    public SmallRyeConfig config() {
        return config;
    }

    /** Returns the keys in the file. */
    public Set<String> keys() {
        return lines.keys();
    }

    /** Returns those keys whose last part is a name with dots: to the services it is one name, not the parts of a key. */
    public Set<String> dotted() {
        return lines.dotted();
    }

    /**
     * Returns the services that the file describes, teachers first: of each role one for each profile that has settings of it, or else
     * the only one, if the file has settings of it at all.
     */
    public List<DescribedService> services() {
        return Stream.of(Role.values()).flatMap(role -> services(role).stream()).toList();
    }

    /** Returns those of a role. */
    public List<DescribedService> services(Role role) {
        List<DescribedService> own = keys().stream()
                .filter(key -> key.startsWith(PROFILE) && unprofiled(key).startsWith(role.prefix()))
                .map(key -> key.substring(PROFILE.length(), key.indexOf('.')))
                .filter(profile -> !PROFILES_OF_QUARKUS.contains(profile))
                .distinct()
                .map(profile -> new DescribedService(role, Optional.of(profile)))
                .toList();
        if (!own.isEmpty()) {
            return own;
        }
        return keys().stream().anyMatch(key -> key.startsWith(role.prefix()))
                ? List.of(new DescribedService(role, Optional.empty()))
                : List.of();
    }

    /** Returns a key without the profile that it stands under. */
    public static String unprofiled(String key) {
        return key.startsWith(PROFILE) ? key.substring(key.indexOf('.') + 1) : key;
    }

    /** Returns the key under which a service finds a setting in the file, or would have one of its own. */
    public String keyFor(DescribedService service, String key) {
        String own = service.profile()
                .map(profile -> "%s%s.%s".formatted(PROFILE, profile, key))
                .orElse(key);
        return keys().contains(own) || !keys().contains(key) ? own : key;
    }

    /** Returns the value of a setting; empty if it is not set, or blank. */
    public Optional<String> value(String key) {
        return config.getOptionalValue(key, String.class).filter(text -> !text.isBlank());
    }

    /** Returns whether the file or the environment has a setting that is not blank. */
    public boolean says(String key) {
        return value(key).isPresent() && config.getConfigValue(key).getConfigSourceOrdinal() > OWN_ORDINAL;
    }

    /** Returns a path among the settings, from the file's folder on. */
    public Optional<Path> pathAt(String key) {
        return value(key).map(text -> folder().resolve(text.strip()).normalize());
    }

    /** Returns where in the file a key stands, or would, as {@code alambic.yaml:12}. */
    public String place(String key) {
        String name = path.getFileName().toString();
        return lines.line(key).isPresent() ? name + ":" + lines.line(key).getAsInt() : name;
    }

    /** Returns the line of a key, or of what is nearest to it; 0 if nothing is. */
    public int line(String key) {
        return lines.line(key).orElse(0);
    }

    /** Returns the names of the topics. */
    public TopicNames topics() {
        TopicNames names = TopicNames.DEFAULT;
        return new TopicNames(
                topic("samples", names.samples()),
                topic("knowledge", names.knowledge()),
                topic("control", names.control()),
                topic("weights", names.weights()),
                topic("dead-letters", names.deadLetters()));
    }

    private String topic(String key, String name) {
        return value("alambic.topics." + key).orElse(name).strip();
    }

    /** Returns the largest records. */
    public RecordLimits limits() {
        return value("alambic.topics.max-record-bytes")
                .map(text -> new RecordLimits(Integer.parseInt(text.strip())))
                .orElse(RecordLimits.DEFAULT);
    }

    /**
     * Returns the mapping of the records; empty where they are batches of samples.
     *
     * @throws InvalidSettingException with one line for each invalid setting, which begins with its key
     */
    public Optional<RecordMapping> mapping() {
        try {
            ConfigMappings.registerConfigMappings(
                    config, Set.of(ConfigMappings.ConfigClass.configClass(MappingConfig.class)));
            return new ConfiguredMapping(config.getConfigMapping(MappingConfig.class), folder())
                    .mapping(limits().maxRecordBytes());
        } catch (ConfigValidationException e) {
            throw MappingProblems.refusal(IntStream.range(0, e.getProblemCount())
                    .mapToObj(problem -> e.getProblem(problem).getMessage())
                    .toList());
        }
    }

    /** Returns a line about a setting with its place, as {@code alambic.yaml:12: alambic.teacher.max-batch: expected ...}. */
    public String placed(String line) {
        return place(keyOf(line)) + ": " + line;
    }

    /** Returns the key that a line about a setting begins with. */
    public static String keyOf(String line) {
        return line.split("[:\\s]", 2)[0];
    }

    /** Returns the brokers; empty if the file and the environment name none. */
    public Optional<String> bootstrapServers() {
        return value(KAFKA + CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG);
    }

    /** Returns the settings of a client of these brokers. */
    public Map<String, Object> connection(String bootstrapServers) {
        Map<String, Object> settings = new HashMap<>(Stream.of(config.getPropertyNames())
                .flatMap(names -> StreamSupport.stream(names.spliterator(), false))
                .filter(key -> key.startsWith(KAFKA))
                .filter(key -> value(key).isPresent())
                .collect(Collectors.toMap(
                        key -> key.substring(KAFKA.length()), key -> value(key).orElseThrow())));
        settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        return settings;
    }
}
