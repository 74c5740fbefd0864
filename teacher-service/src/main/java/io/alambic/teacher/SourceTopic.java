package io.alambic.teacher;

import io.alambic.kafka.AdminTopicInspector;
import io.alambic.kafka.KafkaFutures;
import io.alambic.kafka.TopicInspector;
import io.alambic.kafka.TopicState;
import java.time.Duration;
import java.util.List;
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
 * Makes sure that a source topic which was deleted and created again is read from its beginning. Kafka keeps the offsets
 * of a consumer group by the topic's name: they outlive the topic, and the group would go on somewhere in the new one.
 * So the id of the topic that the offsets belong to is kept in Kafka too, as the metadata of an offset of a separate group,
 * for as long as Kafka keeps offsets. Used by one thread; its owner closes the client.
 */
final class SourceTopic {

    private static final Logger LOG = LoggerFactory.getLogger(SourceTopic.class);
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
    private final List<ChangelogPartitions> changelogs;

    /**
     * Watches the topic that an application reads.
     *
     * @param application id of its consumer group
     * @param control a topic that lasts; the note is kept under its name
     * @param changelogs must have as many partitions
     */
    SourceTopic(Admin admin, String application, String topic, String control, List<ChangelogPartitions> changelogs) {
        this.admin = admin;
        this.application = application;
        this.noteGroup = application + "-source-topic";
        this.topic = topic;
        this.inspector = new AdminTopicInspector(admin, topic, TIMEOUT);
        this.changelogs = List.copyOf(changelogs);
        this.notePlace = new TopicPartition(control, 0);
    }

    /**
     * Deletes the group's offsets if they belong to another topic than the one that exists now, and gives the changelogs as many
     * partitions.
     *
     * @throws KafkaException if a changelog has fewer and cannot be extended
     */
    void settle() throws InterruptedException {
        while (!settled() || !changelogsAreComplete()) {
            Thread.sleep(CHECK_INTERVAL.toMillis());
        }
    }

    private boolean changelogsAreComplete() throws InterruptedException {
        try {
            if (inspector.state() instanceof TopicState.Present now) {
                for (ChangelogPartitions changelog : changelogs) {
                    changelog.growTo(now.partitions());
                }
            }
            return true;
        } catch (RetriableException e) {
            LOG.info("topic={} Waiting until the changelogs have as many partitions: {}", topic, e.getMessage());
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
                        "topic={} id={} id_before={} The topic was deleted and created again; it is read from its"
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
                    "topic={} Nobody can tell whether the topic is deleted and created again: {}",
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
     * changelogs get the partitions that the topic gets.
     *
     * @return what became of it
     * @throws KafkaException if a changelog cannot be extended
     */
    String awaitLost() throws InterruptedException {
        String first = "";
        int missing = 0;
        for (int check = 1; missing < CHECKS_BEFORE_LOST; check++) {
            changelogsAreComplete();
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
