package io.alambic.teacher.wiring;

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
import java.util.Set;

/**
 * The configuration of this process, in which every value alone is valid and nothing required is missing. It is not injected:
 * Quarkus would map it before this service can say what is wrong.
 *
 * @param connection Kafka's own settings
 */
record TeacherConfiguration(
        TeacherConfig teacher,
        MergeConfig merge,
        TeacherTopicsConfig topics,
        MappingConfig mapping,
        Map<String, Object> connection) {

    private static final String BOOTSTRAP_SERVERS = "bootstrap.servers";
    private static final String MODEL = "alambic.teacher.model";
    private static final String ENDPOINT = "alambic.teacher.llm.endpoint";
    private static final String CLASSIFIER = "alambic.teacher.classifier.endpoint";

    /**
     * Reads the configuration.
     *
     * @param merges whether this process merges the answers of teachers, and needs no model
     * @throws InvalidSettingException with one line for each invalid setting: its key, what came and what is allowed
     */
    static TeacherConfiguration read(SmallRyeConfig config, Map<String, Object> connection, boolean merges) {
        List<String> problems = missing(config, connection, merges);
        try {
            ConfigMappings.registerConfigMappings(
                    config,
                    Set.of(
                            configClass(TeacherConfig.class),
                            configClass(MergeConfig.class),
                            configClass(TeacherTopicsConfig.class),
                            configClass(MappingConfig.class)));
        } catch (ConfigValidationException e) {
            for (int i = 0; i < e.getProblemCount(); i++) {
                problems.add(e.getProblem(i).getMessage());
            }
        }
        if (!problems.isEmpty()) {
            throw MappingProblems.refusal(problems);
        }
        return new TeacherConfiguration(
                config.getConfigMapping(TeacherConfig.class),
                config.getConfigMapping(MergeConfig.class),
                config.getConfigMapping(TeacherTopicsConfig.class),
                config.getConfigMapping(MappingConfig.class),
                connection);
    }

    private static List<String> missing(SmallRyeConfig config, Map<String, Object> connection, boolean merges) {
        List<String> missing = new ArrayList<>();
        Object servers = connection.get(BOOTSTRAP_SERVERS);
        if (servers == null || servers.toString().isBlank()) {
            missing.add("kafka.bootstrap.servers is not set: expected the brokers as host:port,host:port");
        }
        if (!merges && isBlank(config, MODEL) && isBlank(config, ENDPOINT) && isBlank(config, CLASSIFIER)) {
            missing.add(
                    "%s is not set: expected a model's folder, a file *.pt or *.onnx, grpc://host:port/name or http://host:port/v2/models/name; or %s, or %s"
                            .formatted(MODEL, ENDPOINT, CLASSIFIER));
        }
        return missing;
    }

    private static boolean isBlank(SmallRyeConfig config, String key) {
        return config.getOptionalValue(key, String.class).orElse("").isBlank();
    }
}
