package io.alambic.student.ingest;

import io.alambic.kafka.TopicInspector;
import io.alambic.kafka.TopicState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Assigns all partitions of the knowledge topic to one consumer, each at its restored offset or at its beginning.
 * Kafka's id of the topic reveals that it was recreated. Used by the ingest thread.
 */
final class Partitions {

    private static final Logger LOG = LoggerFactory.getLogger(Partitions.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final Consumer<?, ?> consumer;
    private final String topic;
    private final TopicInspector brokers;
    private final boolean idOfStart;
    private Map<String, Long> start;
    private String topicId;
    private boolean paused;
    private boolean warned;

    /**
     * Creates an empty assignment.
     *
     * @param start next offset of the partitions read before, by "topic-partition"
     * @param topicId id of their topic; empty if unknown
     */
    Partitions(Consumer<?, ?> consumer, String topic, TopicInspector brokers, Map<String, Long> start, String topicId) {
        this.consumer = consumer;
        this.topic = topic;
        this.brokers = brokers;
        this.idOfStart = start.isEmpty() || !topicId.isEmpty();
        this.start = Map.copyOf(start);
        this.topicId = topicId;
    }

    /**
     * Assigns new partitions, or all from their beginning if the topic was recreated.
     *
     * @return whether the topic exists
     */
    boolean refresh() throws InterruptedException {
        if (brokers.state() instanceof TopicState.Present now) {
            take(now);
        }
        boolean known = !consumer.assignment().isEmpty();
        if (!known && !warned) {
            warned = true;
            LOG.warn("topic={} The knowledge topic does not exist yet, or no broker answers; waiting for it", topic);
        }
        return known;
    }

    private void take(TopicState.Present now) {
        Set<TopicPartition> all = new HashSet<>();
        for (int partition = 0; partition < now.partitions(); partition++) {
            all.add(new TopicPartition(topic, partition));
        }
        Set<TopicPartition> added = new HashSet<>(all);
        if (isAnother(now)) {
            LOG.warn(
                    "topic={} id={} id_before={} The topic was deleted and recreated; reading it from its beginning",
                    topic,
                    now.id(),
                    topicId);
            start = Map.of();
        } else {
            added.removeAll(consumer.assignment());
        }
        topicId = now.id().isEmpty() ? topicId : now.id();
        if (!added.isEmpty()) {
            consumer.assign(all);
            added.forEach(this::seek);
            if (paused) {
                consumer.pause(all);
            }
            LOG.info("topic={} partitions={} Reading knowledge", topic, all.size());
        }
    }

    private boolean isAnother(TopicState.Present now) {
        return !topicId.isEmpty() && !now.id().isEmpty() && !now.id().equals(topicId);
    }

    /** Returns Kafka's id of the topic; empty if unknown. */
    String topicId() {
        return topicId;
    }

    /**
     * Returns the offset of every partition that the consumer reads next.
     *
     * @throws RetriableException if no broker answers
     */
    Map<TopicPartition, Long> positions() {
        Map<TopicPartition, Long> positions = new HashMap<>();
        consumer.assignment().forEach(partition -> positions.put(partition, consumer.position(partition, TIMEOUT)));
        return positions;
    }

    /** Reads on at these offsets, and at its beginning where a partition has none. */
    void seekTo(Map<TopicPartition, Long> offsets) {
        for (TopicPartition partition : consumer.assignment()) {
            if (offsets.containsKey(partition)) {
                consumer.seek(partition, offsets.get(partition));
            } else {
                consumer.seekToBeginning(Set.of(partition));
            }
        }
    }

    private void seek(TopicPartition partition) {
        Long offset = start.get(partition.toString());
        if (offset == null) {
            consumer.seekToBeginning(Set.of(partition));
        } else {
            consumer.seek(partition, offset);
        }
    }

    /**
     * A change of the position of a partition.
     *
     * @param from offset that should have been read next
     * @param to offset that is read next
     */
    record Jump(TopicPartition partition, long from, long to) {

        /** Returns the number of offsets that were deleted before they were read. */
        long missed() {
            return Math.max(0, to - from);
        }
    }

    /**
     * Finds new positions after offsets were deleted, and logs them: after the gap that retention made, at the divergence
     * or end of a truncated log, or at the beginning of a recreated topic.
     *
     * @return the changed positions in the same topic
     * @throws RetriableException if no broker answers; the positions do not change
     */
    List<Jump> skipMissing(OffsetOutOfRangeException e) throws InterruptedException {
        if (!(brokers.state() instanceof TopicState.Present now)) {
            throw new TimeoutException("the topic does not exist, or no broker answers");
        }
        boolean another = isAnother(now);
        take(now);
        if (another) {
            return List.of();
        }
        Map<TopicPartition, Long> wanted = e.offsetOutOfRangePartitions();
        Map<TopicPartition, Long> ends = brokers.ends(wanted.keySet());
        Map<TopicPartition, Long> earliest = consumer.beginningOffsets(wanted.keySet(), TIMEOUT);
        Map<TopicPartition, OffsetAndMetadata> divergent =
                e instanceof LogTruncationException truncation ? truncation.divergentOffsets() : Map.of();
        boolean sameTopic = idOfStart && !now.id().isEmpty();
        List<Jump> jumps = new ArrayList<>();
        wanted.forEach((partition, offset) -> {
            long next = earliest.get(partition);
            if (divergent.containsKey(partition)) {
                next = divergent.get(partition).offset();
                sayTruncated(partition, offset, next);
            } else if (next > offset) {
                sayMissed(partition, offset, next);
            } else if (sameTopic) {
                next = Math.min(offset, ends.get(partition));
                sayTruncated(partition, offset, next);
            } else {
                sayNew(partition, offset, next);
            }
            consumer.seek(partition, next);
            jumps.add(new Jump(partition, offset, next));
        });
        return jumps;
    }

    private static void sayTruncated(TopicPartition partition, long from, long to) {
        LOG.warn(
                "partition={} from={} to={} The partition was truncated: what was learned of it since is no longer in"
                        + " Kafka; reading on where it goes on",
                partition,
                from,
                to);
    }

    private static void sayMissed(TopicPartition partition, long from, long to) {
        LOG.warn(
                "partition={} from={} to={} missed_offsets={} Retention removed knowledge before it was read;"
                        + " reading on behind the gap",
                partition,
                from,
                to,
                to - from);
    }

    private static void sayNew(TopicPartition partition, long from, long to) {
        LOG.warn(
                "partition={} from={} to={} The partition ends before the offset to read, and nothing says of which"
                        + " topic that was: it is taken for a new one; reading it from its beginning",
                partition,
                from,
                to);
    }

    void pause() {
        if (!paused) {
            consumer.pause(consumer.assignment());
            paused = true;
        }
    }

    void resume() {
        if (paused) {
            consumer.resume(consumer.assignment());
            paused = false;
        }
    }

    /** Returns the number of records in Kafka after the current positions, as far as known. */
    long lag() {
        return consumer.assignment().stream()
                .mapToLong(partition -> consumer.currentLag(partition).orElse(0))
                .sum();
    }
}
