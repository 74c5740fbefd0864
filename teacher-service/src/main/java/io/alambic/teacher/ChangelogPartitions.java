package io.alambic.teacher;

import io.alambic.kafka.AdminTopicInspector;
import io.alambic.kafka.KafkaFutures;
import io.alambic.kafka.TopicState;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidPartitionsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives the changelog of a store a partition for each partition of the source topic. Kafka Streams creates the
 * changelog, never adds partitions to it, and does not run while some are missing. Its owner closes the client.
 */
final class ChangelogPartitions {

    private static final Logger LOG = LoggerFactory.getLogger(ChangelogPartitions.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final Admin admin;
    private final String changelog;

    /** Looks after a changelog. */
    ChangelogPartitions(Admin admin, String changelog) {
        this.admin = admin;
        this.changelog = changelog;
    }

    /**
     * Adds the partitions that are missing, if the changelog exists.
     *
     * @throws KafkaException if it cannot be extended; retriable if that may change
     */
    void growTo(int partitions) throws InterruptedException {
        TopicState state = new AdminTopicInspector(admin, changelog, TIMEOUT).state();
        if (!(state instanceof TopicState.Present now) || now.partitions() >= partitions) {
            return;
        }
        try {
            KafkaFutures.get(
                    admin.createPartitions(Map.of(changelog, NewPartitions.increaseTo(partitions)))
                            .all(),
                    TIMEOUT);
            LOG.info(
                    "topic={} partitions={} partitions_before={} The changelog has grown with the source topic",
                    changelog,
                    partitions,
                    now.partitions());
        } catch (InvalidPartitionsException e) {
            LOG.debug("Another instance was faster: {}", e.getMessage());
        }
    }
}
