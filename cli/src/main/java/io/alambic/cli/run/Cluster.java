package io.alambic.cli.run;

import io.alambic.cli.UserError;
import io.alambic.cli.broker.BrokerSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * The Kafka cluster of a run.
 *
 * @param connection settings of the clients
 */
public record Cluster(Map<String, Object> connection) {

    private static final Duration ATTEMPT = Duration.ofSeconds(2);

    /** A cluster without security. */
    public static Cluster at(String bootstrapServers) {
        return new Cluster(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers));
    }

    public Cluster {
        connection = Map.copyOf(connection);
    }

    /** Writes the settings of a broker that starts afterwards into a file. */
    public static void writeSettings(BrokerSettings broker, Path file) {
        String text = broker.properties().entrySet().stream()
                .map(setting -> setting.getKey() + "=" + setting.getValue().replace("\\", "\\\\") + "\n")
                .collect(Collectors.joining());
        try {
            Files.writeString(file, text, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UserError("%s cannot be written (%s).".formatted(file, e.getMessage()), e);
        }
    }

    /** Returns the brokers, as {@code host:port,host:port}. */
    public String bootstrapServers() {
        return connection.get(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG).toString();
    }

    /** Returns whether a broker responds. */
    public boolean answers() throws InterruptedException {
        try (Admin admin = admin()) {
            return !admin.describeCluster().nodes().get().isEmpty();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TimeoutException) {
                return false;
            }
            throw new UserError(
                    "The Kafka broker at %s answers with an error (%s)."
                            .formatted(bootstrapServers(), e.getCause().getMessage()),
                    e);
        }
    }

    /** Creates those topics that do not exist yet, and returns their names. */
    public List<String> createMissing(Collection<NewTopic> topics) throws InterruptedException {
        try (Admin admin = admin()) {
            Set<String> existing = admin.listTopics().names().get();
            List<NewTopic> missing = topics.stream()
                    .filter(topic -> !existing.contains(topic.name()))
                    .toList();
            admin.createTopics(missing).all().get();
            return missing.stream().map(NewTopic::name).toList();
        } catch (ExecutionException e) {
            throw new UserError(
                    "The topics cannot be created (%s).".formatted(e.getCause().getMessage()), e);
        }
    }

    /** Returns a client that does not wait for long; close it. */
    public Admin admin() {
        Map<String, Object> settings = new HashMap<>(connection);
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) ATTEMPT.toMillis() * 5);
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) ATTEMPT.toMillis());
        settings.put(AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 200);
        return Admin.create(settings);
    }
}
