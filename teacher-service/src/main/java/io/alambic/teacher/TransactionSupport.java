package io.alambic.teacher;

import io.alambic.kafka.KafkaFutures;
import io.alambic.teacher.StreamsSettings.Guarantee;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out why brokers cannot keep transactions or offsets: the log of either needs more brokers than there are. A client
 * would wait for them without a word. Its owner closes the client.
 */
final class TransactionSupport {

    private static final Logger LOG = LoggerFactory.getLogger(TransactionSupport.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final String MIN_IN_SYNC = "min.insync.replicas";
    private static final InternalLog OFFSETS =
            new InternalLog("__consumer_offsets", "offsets.topic.replication.factor", MIN_IN_SYNC);
    private static final InternalLog TRANSACTIONS = new InternalLog(
            "__transaction_state", "transaction.state.log.replication.factor", "transaction.state.log.min.isr");

    private final Admin admin;
    private final List<InternalLog> needed;

    /** A topic of the brokers' own, and the two settings of a broker that shape it when it is created. */
    private record InternalLog(String topic, String replication, String minInSync) {}

    TransactionSupport(Admin admin, Guarantee guarantee) {
        this.admin = admin;
        this.needed = switch (guarantee) {
            case EXACTLY_ONCE_V2 -> List.of(TRANSACTIONS, OFFSETS);
            case AT_LEAST_ONCE -> List.of(OFFSETS);
        };
    }

    /** Returns what is wrong and which settings to change; empty if nothing is, or the brokers do not say. */
    Optional<String> trouble() throws InterruptedException {
        try {
            Collection<Node> nodes = KafkaFutures.get(admin.describeCluster().nodes(), TIMEOUT);
            Config broker =
                    config(ConfigResource.Type.BROKER, nodes.iterator().next().idString());
            for (InternalLog log : needed) {
                Optional<String> trouble = trouble(log, nodes.size(), broker);
                if (trouble.isPresent()) {
                    return trouble;
                }
            }
        } catch (KafkaException e) {
            LOG.debug("The brokers do not say whether they can keep transactions: {}", e.getMessage());
        }
        return Optional.empty();
    }

    private Optional<String> trouble(InternalLog log, int brokers, Config broker) throws InterruptedException {
        try {
            TopicDescription topic = KafkaFutures.get(
                            admin.describeTopics(List.of(log.topic())).allTopicNames(), TIMEOUT)
                    .get(log.topic());
            int least = number(config(ConfigResource.Type.TOPIC, log.topic()), MIN_IN_SYNC)
                    .orElse(1);
            int inSync = topic.partitions().stream()
                    .mapToInt(partition -> partition.isr().size())
                    .min()
                    .orElse(least);
            return inSync >= least
                    ? Optional.empty()
                    : Optional.of("Kafka's topic %s has %d replica(s) in sync, but its %s is %d"
                            .formatted(log.topic(), inSync, MIN_IN_SYNC, least));
        } catch (UnknownTopicOrPartitionException e) {
            int replicas = number(broker, log.replication()).orElse(1);
            return brokers >= replicas
                    ? Optional.empty()
                    : Optional.of(
                            ("Kafka cannot create its topic %s: there are %d broker(s), but the broker's setting %s is %d and %s is %s;"
                                            + " on a single broker both must be 1")
                                    .formatted(
                                            log.topic(),
                                            brokers,
                                            log.replication(),
                                            replicas,
                                            log.minInSync(),
                                            value(broker, log.minInSync())));
        }
    }

    private Config config(ConfigResource.Type type, String name) throws InterruptedException {
        ConfigResource resource = new ConfigResource(type, name);
        Map<ConfigResource, Config> configs =
                KafkaFutures.get(admin.describeConfigs(List.of(resource)).all(), TIMEOUT);
        return configs.get(resource);
    }

    private static OptionalInt number(Config config, String name) {
        return Stream.of(value(config, name))
                .filter(value -> value.matches("\\d{1,9}"))
                .mapToInt(Integer::parseInt)
                .findFirst();
    }

    private static String value(Config config, String name) {
        ConfigEntry entry = config.get(name);
        return entry == null || entry.value() == null ? "unknown" : entry.value();
    }
}
