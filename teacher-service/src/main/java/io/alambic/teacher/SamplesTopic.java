package io.alambic.teacher;

import io.alambic.kafka.TopicNames;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.GroupSubscribedToTopicException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that a samples topic which was made anew is taught from its beginning. Kafka keeps the offsets of
 * a consumer group by the topic's name: they outlive it, and a teacher would read on somewhere in the new one.
 * So the id of the topic that the offsets are of is kept in Kafka too, as the note of an offset in a group of
 * its own, for as long as Kafka keeps offsets. Used by one thread; whoever made the client closes it.
 */
final class SamplesTopic {

    private static final Logger LOG = LoggerFactory.getLogger(SamplesTopic.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(2);

    /** A broker that just started may not know a topic yet. */
    private static final int LOOKS_BEFORE_LOST = 3;

    /** An hour: Kafka forgets what is not written again within days. */
    private static final int LOOKS_BEFORE_NOTED_AGAIN = 1800;

    private static final long PATIENCE_S = 10;

    private final Admin admin;
    private final String application;
    private final String noteGroup;
    private final String topic;
    private final TopicPartition notePlace;

    /**
     * The samples topic of a teacher.
     *
     * @param application id of the teachers' consumer group
     */
    SamplesTopic(Admin admin, String application, TopicNames topics) {
        this.admin = admin;
        this.application = application;
        this.noteGroup = application + "-samples-topic";
        this.topic = topics.samples();
        this.notePlace = new TopicPartition(topics.control(), 0);
    }

    /** Forgets the group's offsets where they are of another topic than the one that is there now. */
    void settle() throws InterruptedException {
        boolean settled = false;
        while (!settled) {
            try {
                Uuid now = id();
                String before = noted();
                if (!before.isEmpty() && !before.equals(now.toString())) {
                    LOG.warn(
                            "topic={} id={} id_before={} The topic was deleted and made anew; it is taught from its"
                                    + " beginning",
                            topic,
                            now,
                            before);
                    forgetOffsets();
                }
                note(now);
                settled = true;
            } catch (GroupSubscribedToTopicException | RetriableException e) {
                LOG.info("topic={} Waiting until it can be read from its beginning: {}", topic, e.getMessage());
                Thread.sleep(BETWEEN_LOOKS.toMillis());
            } catch (KafkaException e) {
                LOG.warn("topic={} Were it made anew, nobody would notice: {}", topic, e.getMessage());
                settled = true;
            }
        }
    }

    private String noted() throws InterruptedException {
        OffsetAndMetadata note = offsets(noteGroup).get(notePlace);
        return note == null ? "" : note.metadata();
    }

    private void note(Uuid id) throws InterruptedException {
        get(admin.alterConsumerGroupOffsets(noteGroup, Map.of(notePlace, new OffsetAndMetadata(0, id.toString())))
                .all());
    }

    private void forgetOffsets() throws InterruptedException {
        Set<TopicPartition> stale = offsets(application).keySet().stream()
                .filter(partition -> partition.topic().equals(topic))
                .collect(Collectors.toSet());
        if (!stale.isEmpty()) {
            get(admin.deleteConsumerGroupOffsets(application, stale).all());
        }
    }

    private Map<TopicPartition, OffsetAndMetadata> offsets(String group) throws InterruptedException {
        return get(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
    }

    /**
     * Returns once the topic is no longer the one that it was at the first look; not while no broker answers.
     *
     * @return what became of it
     */
    String awaitLost() throws InterruptedException {
        Uuid first = null;
        int missing = 0;
        for (int look = 1; missing < LOOKS_BEFORE_LOST; look++) {
            try {
                Uuid now = id();
                missing = 0;
                if (first != null && !first.equals(now)) {
                    return "the topic '%s' was deleted and made anew".formatted(topic);
                }
                first = now;
                if (look % LOOKS_BEFORE_NOTED_AGAIN == 0) {
                    note(now);
                }
            } catch (UnknownTopicOrPartitionException e) {
                missing++;
            } catch (KafkaException e) {
                LOG.debug("No broker says whether the topic '{}' is there: {}", topic, e.getMessage());
            }
            Thread.sleep(BETWEEN_LOOKS.toMillis());
        }
        return "the topic '%s' was deleted".formatted(topic);
    }

    private Uuid id() throws InterruptedException {
        return get(admin.describeTopics(Set.of(topic)).allTopicNames())
                .get(topic)
                .topicId();
    }

    private static <T> T get(KafkaFuture<T> future) throws InterruptedException {
        try {
            return future.get(PATIENCE_S, TimeUnit.SECONDS);
        } catch (java.util.concurrent.TimeoutException e) {
            throw new TimeoutException("no broker answered in " + PATIENCE_S + " s", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException known ? known : new KafkaException(e.getCause());
        }
    }
}
