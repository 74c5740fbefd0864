package io.alambic.student.wiring.configuration;

import static io.smallrye.config.ConfigMappings.ConfigClass.configClass;

import io.alambic.core.settings.InvalidSettingException;
import io.alambic.core.settings.MappingProblems;
import io.alambic.mapping.wiring.MappingConfig;
import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.SmallRyeConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The configuration of this process, in which every value alone is valid and nothing required is missing. It is not injected:
 * Quarkus would map it before this service can say what is wrong.
 *
 * @param connection Kafka's own settings
 */
public record StudentConfiguration(
        StudentConfig student, TopicsConfig topics, MappingConfig mapping, Map<String, Object> connection) {

    private static final String BOOTSTRAP_SERVERS = "bootstrap.servers";

    /**
     * Reads the configuration.
     *
     * @throws InvalidSettingException with one line for each invalid setting: its key, what came and what is allowed
     */
    public static StudentConfiguration read(SmallRyeConfig config, Map<String, Object> connection) {
        List<String> problems = missing(config, connection);
        try {
            ConfigMappings.registerConfigMappings(
                    config,
                    Set.of(
                            configClass(StudentConfig.class),
                            configClass(TopicsConfig.class),
                            configClass(MappingConfig.class)));
        } catch (ConfigValidationException e) {
            for (int i = 0; i < e.getProblemCount(); i++) {
                problems.add(e.getProblem(i).getMessage());
            }
        }
        if (!problems.isEmpty()) {
            throw MappingProblems.refusal(problems);
        }
        return new StudentConfiguration(
                config.getConfigMapping(StudentConfig.class),
                config.getConfigMapping(TopicsConfig.class),
                config.getConfigMapping(MappingConfig.class),
                connection);
    }

    private static List<String> missing(SmallRyeConfig config, Map<String, Object> connection) {
        List<String> missing = new ArrayList<>();
        Object servers = connection.get(BOOTSTRAP_SERVERS);
        if (servers == null || servers.toString().isBlank()) {
            missing.add("kafka.bootstrap.servers is not set: expected the brokers as host:port,host:port");
        }
        boolean serves = text(config, "alambic.student.mode").equalsIgnoreCase(Mode.SERVING.name());
        if (!serves && text(config, "alambic.student.checkpoint-dir").isEmpty()) {
            missing.add("alambic.student.checkpoint-dir is not set: expected the folder of the checkpoints");
        }
        return missing;
    }

    private static String text(SmallRyeConfig config, String key) {
        Optional<String> text = config.getOptionalValue(key, String.class);
        return text.map(String::strip).orElse("");
    }
}
