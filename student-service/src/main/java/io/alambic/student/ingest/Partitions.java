package io.alambic.student.ingest;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All partitions of the knowledge topic, assigned to one consumer: each starts at its restored offset,
 * or at its beginning. Used by the ingest thread.
 */
final class Partitions {

    private static final Logger LOG = LoggerFactory.getLogger(Partitions.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final Consumer<?, ?> consumer;
    private final String topic;
    private final Map<String, Long> start;
    private boolean paused;
    private boolean warned;

    /**
     * Nothing assigned yet.
     *
     * @param start next offset of partitions that were read before, by "topic-partition"
     */
    Partitions(Consumer<?, ?> consumer, String topic, Map<String, Long> start) {
        this.consumer = consumer;
        this.topic = topic;
        this.start = Map.copyOf(start);
    }

    /**
     * Assigns partitions that are new.
     *
     * @return whether the topic exists
     */
    boolean refresh() {
        Set<TopicPartition> assigned = consumer.assignment();
        Set<TopicPartition> all = new HashSet<>(assigned);
        for (PartitionInfo info : known()) {
            all.add(new TopicPartition(topic, info.partition()));
        }
        if (all.size() > assigned.size()) {
            Set<TopicPartition> added = new HashSet<>(all);
            added.removeAll(assigned);
            consumer.assign(all);
            added.forEach(this::seek);
            if (paused) {
                consumer.pause(all);
            }
            LOG.info("topic={} partitions={} Reading knowledge", topic, all.size());
        } else if (all.isEmpty() && !warned) {
            warned = true;
            LOG.warn("topic={} The knowledge topic does not exist yet, or no broker answers; waiting for it", topic);
        }
        return !all.isEmpty();
    }

    private List<PartitionInfo> known() {
        try {
            List<PartitionInfo> infos = consumer.partitionsFor(topic, TIMEOUT);
            return infos == null ? List.of() : infos;
        } catch (RetriableException e) {
            return List.of();
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
     * Where a partition goes on.
     *
     * @param from offset that was to be read next
     * @param to offset that is read next
     */
    record Jump(TopicPartition partition, long from, long to) {

        /** Offsets that were gone before they could be read. */
        long missed() {
            return Math.max(0, to - from);
        }
    }

    /**
     * What was to be read is gone: goes on behind the gap that retention made, where the log diverges that
     * was truncated, or at the beginning of a partition that is a new one; and says so.
     *
     * @throws RetriableException if no broker says which record is the earliest; the positions stay
     */
    List<Jump> skipMissing(OffsetOutOfRangeException e) {
        Map<TopicPartition, Long> wanted = e.offsetOutOfRangePartitions();
        Map<TopicPartition, Long> earliest = consumer.beginningOffsets(wanted.keySet(), TIMEOUT);
        Map<TopicPartition, OffsetAndMetadata> divergent =
                e instanceof LogTruncationException truncation ? truncation.divergentOffsets() : Map.of();
        List<Jump> jumps = new ArrayList<>();
        wanted.forEach((partition, offset) -> {
            OffsetAndMetadata divergence = divergent.get(partition);
            long next = divergence == null ? earliest.get(partition) : divergence.offset();
            say(partition, offset, next, divergence != null);
            consumer.seek(partition, next);
            jumps.add(new Jump(partition, offset, next));
        });
        return jumps;
    }

    private static void say(TopicPartition partition, long offset, long next, boolean truncated) {
        if (truncated) {
            LOG.warn(
                    "partition={} from={} to={} The partition was truncated: what was learned of it since is no longer in"
                            + " Kafka; reading on where it goes on",
                    partition,
                    offset,
                    next);
        } else if (next > offset) {
            LOG.warn(
                    "partition={} from={} to={} missed_offsets={} Retention removed knowledge before it was read;"
                            + " reading on behind the gap",
                    partition,
                    offset,
                    next,
                    next - offset);
        } else {
            LOG.warn(
                    "partition={} from={} to={} The partition ends before the offset to read: it is a new one;"
                            + " reading it from its beginning",
                    partition,
                    offset,
                    next);
        }
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

    /** Records in Kafka behind the current positions, as far as known. */
    long lag() {
        return consumer.assignment().stream()
                .mapToLong(partition -> consumer.currentLag(partition).orElse(0))
                .sum();
    }
}
