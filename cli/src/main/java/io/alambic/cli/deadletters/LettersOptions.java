package io.alambic.cli.deadletters;

import io.alambic.cli.UserError;
import io.alambic.kafka.TopicNames;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.CommonClientConfigs;
import picocli.CommandLine.Option;

/** Options that say where the dead letters are. */
final class LettersOptions {

    private static final int TIMEOUT_MILLIS = 15_000;

    @Option(names = "--bootstrap-servers", required = true, paramLabel = "HOST:PORT", description = "The cluster.")
    private String bootstrapServers;

    @Option(
            names = "--topic",
            paramLabel = "NAME",
            defaultValue = "alambic.dead-letters",
            description = "The dead-letters topic.")
    private String topic = TopicNames.DEFAULT.deadLetters();

    @Option(
            names = "--command-config",
            paramLabel = "FILE",
            description = "Properties of Kafka's clients, such as security.protocol.")
    private Path commandConfig;

    String topic() {
        return topic;
    }

    /** Returns the settings of a client that connects to the cluster. */
    Map<String, Object> connection() {
        Map<String, Object> settings = new HashMap<>();
        settings.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS);
        properties().forEach((key, value) -> settings.put(key.toString(), value));
        settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        return settings;
    }

    private Properties properties() {
        Properties properties = new Properties();
        if (commandConfig != null) {
            try (Reader reader = Files.newBufferedReader(commandConfig)) {
                properties.load(reader);
            } catch (IOException | IllegalArgumentException e) {
                throw new UserError(
                        "--command-config must be a file of properties, but %s cannot be read as one (%s)."
                                .formatted(commandConfig, e.getMessage()),
                        e);
            }
        }
        return properties;
    }
}
