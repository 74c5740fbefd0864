package io.alambic.teacher;

import io.alambic.kafka.AdminTopicInspector;
import io.alambic.kafka.KafkaFutures;
import io.alambic.kafka.TopicInspector;
import io.alambic.kafka.TopicNames;
import io.alambic.kafka.TopicState;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupSubscribedToTopicException;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes sure that a samples topic which was deleted and created again is taught from its beginning. Kafka keeps the offsets
 * of a consumer group by the topic's name: they outlive the topic, and a teacher would go on somewhere in the new one.
 * So the id of the topic that the offsets belong to is kept in Kafka too, as the metadata of an offset of a separate group,
 * for as long as Kafka keeps offsets. Used by one thread; its owner closes the client.
 */
final class SamplesTopic {

    private static final Logger LOG = LoggerFactory.getLogger(SamplesTopic.class);
    private static final Duration CHECK_INTERVAL = Duration.ofSeconds(2);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    /** A broker that has just started may not know a topic yet. */
    private static final int CHECKS_BEFORE_LOST = 3;

    /** One hour: Kafka forgets an offset that is not committed again within days. */
    private static final int CHECKS_BEFORE_NOTED_AGAIN = 1800;

    private final Admin admin;
    private final String application;
    private final String noteGroup;
    private final String topic;
    private final TopicInspector inspector;
    private final TopicPartition notePlace;
    private final ChangelogPartitions changelog;

    /**
     * Watches the samples topic of a teacher.
     *
     * @param application id of the teachers' consumer group
     * @param changelog must have as many partitions
     */
    SamplesTopic(Admin admin, String application, TopicNames topics, ChangelogPartitions changelog) {
        this.admin = admin;
        this.application = application;
        this.noteGroup = application + "-samples-topic";
        this.topic = topics.samples();
        this.inspector = new AdminTopicInspector(admin, topic, TIMEOUT);
        this.changelog = changelog;
        this.notePlace = new TopicPartition(topics.control(), 0);
    }

    /**
     * Deletes the group's offsets if they belong to another topic than the one that exists now, and gives the changelog as many
     * partitions.
     *
     * @throws KafkaException if the changelog has fewer and cannot be extended
     */
    void settle() throws InterruptedException {
        while (!settled() || !changelogIsComplete()) {
            Thread.sleep(CHECK_INTERVAL.toMillis());
        }
    }

    private boolean changelogIsComplete() throws InterruptedException {
        try {
            if (inspector.state() instanceof TopicState.Present now) {
                changelog.growTo(now.partitions());
            }
            return true;
        } catch (RetriableException e) {
            LOG.info("topic={} Waiting until the changelog has as many partitions: {}", topic, e.getMessage());
            return false;
        }
    }

    private boolean settled() throws InterruptedException {
        try {
            TopicState state = inspector.state();
            if (!(state instanceof TopicState.Present now)) {
                LOG.info("topic={} state={} Waiting for the topic", topic, state);
                return false;
            }
            String before = noted();
            if (!before.isEmpty() && !before.equals(now.id())) {
                LOG.warn(
                        "topic={} id={} id_before={} The topic was deleted and created again; it is taught from its"
                                + " beginning",
                        topic,
                        now.id(),
                        before);
                deleteOffsets();
            }
            note(now);
            return true;
        } catch (GroupSubscribedToTopicException | RetriableException e) {
            LOG.info("topic={} Waiting until it can be read from its beginning: {}", topic, e.getMessage());
            return false;
        } catch (KafkaException e) {
            LOG.warn(
                    "topic={} The teacher cannot tell whether the topic is deleted and created again: {}",
                    topic,
                    e.getMessage());
            return true;
        }
    }

    private String noted() throws InterruptedException {
        OffsetAndMetadata note = offsets(noteGroup).get(notePlace);
        return note == null ? "" : note.metadata();
    }

    private void note(TopicState.Present now) throws InterruptedException {
        KafkaFutures.get(
                admin.alterConsumerGroupOffsets(noteGroup, Map.of(notePlace, new OffsetAndMetadata(0, now.id())))
                        .all(),
                TIMEOUT);
    }

    private void deleteOffsets() throws InterruptedException {
        Set<TopicPartition> stale = offsets(application).keySet().stream()
                .filter(partition -> partition.topic().equals(topic))
                .collect(Collectors.toSet());
        if (!stale.isEmpty()) {
            KafkaFutures.get(
                    admin.deleteConsumerGroupOffsets(application, stale).all(), TIMEOUT);
        }
    }

    private Map<TopicPartition, OffsetAndMetadata> offsets(String group) throws InterruptedException {
        return KafkaFutures.get(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata(), TIMEOUT);
    }

    /**
     * Returns once the topic is no longer the one that it was at the first check; not while no broker answers. Until then the
     * changelog gets the partitions that the topic gets.
     *
     * @return what became of it
     * @throws KafkaException if the changelog cannot be extended
     */
    String awaitLost() throws InterruptedException {
        String first = "";
        int missing = 0;
        for (int check = 1; missing < CHECKS_BEFORE_LOST; check++) {
            changelogIsComplete();
            try {
                TopicState state = inspector.state();
                if (state instanceof TopicState.Present now) {
                    missing = 0;
                    if (!first.isEmpty() && !first.equals(now.id())) {
                        return "the topic '%s' was deleted and created again".formatted(topic);
                    }
                    first = now.id();
                    if (check % CHECKS_BEFORE_NOTED_AGAIN == 0) {
                        note(now);
                    }
                } else if (state instanceof TopicState.Missing) {
                    missing++;
                }
            } catch (KafkaException e) {
                LOG.debug("No broker says whether the topic '{}' exists: {}", topic, e.getMessage());
            }
            Thread.sleep(CHECK_INTERVAL.toMillis());
        }
        return "the topic '%s' was deleted".formatted(topic);
    }
}
