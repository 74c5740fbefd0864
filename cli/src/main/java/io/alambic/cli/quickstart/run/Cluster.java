package io.alambic.cli.quickstart.run;

import io.alambic.cli.UserError;
import io.alambic.cli.broker.BrokerSettings;
import io.alambic.kafka.RecordLimits;
import io.alambic.kafka.TopicNames;
import io.alambic.kafka.TopicPlan;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.errors.TimeoutException;

/** Prepares the broker: writes its settings before it starts and creates its topics afterwards. */
public final class Cluster {

    private static final Duration ATTEMPT = Duration.ofSeconds(2);

    private Cluster() {}

    /** Writes the broker's settings into a file. */
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

    /** Returns whether the broker responds. */
    public static boolean answers(String bootstrapServers) throws InterruptedException {
        try (Admin admin = admin(bootstrapServers)) {
            return !admin.describeCluster().nodes().get().isEmpty();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TimeoutException) {
                return false;
            }
            throw new UserError(
                    "The Kafka broker at %s answers with an error (%s)."
                            .formatted(bootstrapServers, e.getCause().getMessage()),
                    e);
        }
    }

    /** Creates the topics with one partition each, so that samples keep their order. */
    public static void createTopics(String bootstrapServers) throws InterruptedException {
        TopicPlan plan = new TopicPlan(TopicNames.DEFAULT, RecordLimits.DEFAULT, 1, (short) 1);
        try (Admin admin = admin(bootstrapServers)) {
            admin.createTopics(plan.topics()).all().get();
        } catch (ExecutionException e) {
            throw new UserError(
                    "The topics cannot be created (%s).".formatted(e.getCause().getMessage()), e);
        }
    }

    private static Admin admin(String bootstrapServers) {
        return Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                (int) ATTEMPT.toMillis() * 5,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                (int) ATTEMPT.toMillis(),
                AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
                200));
    }
}
