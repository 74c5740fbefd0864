package io.alambic.student.ingest;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits the learned offsets to Kafka for tools that show the lag. Nothing depends on them: a restart takes its
 * offsets from the checkpoint. Used by the ingest thread.
 */
final class OffsetCommits {

    private static final Logger LOG = LoggerFactory.getLogger(OffsetCommits.class);
    private static final Duration LAST_COMMIT = Duration.ofSeconds(3);

    private final Consumer<?, ?> consumer;
    private final Supplier<Map<String, Long>> learned;
    private Map<String, Long> committed = Map.of();

    /**
     * Creates commits.
     *
     * @param learned next offset by "topic-partition"; called on the ingest thread
     */
    OffsetCommits(Consumer<?, ?> consumer, Supplier<Map<String, Long>> learned) {
        this.consumer = consumer;
        this.learned = learned;
    }

    void commit() {
        Map<String, Long> now = learned.get();
        if (!now.equals(committed)) {
            committed = now;
            consumer.commitAsync(offsets(now), (offsets, error) -> {
                if (error != null) {
                    committed = Map.of();
                    LOG.debug("Offsets could not be committed: {}", error.getMessage());
                }
            });
        }
    }

    void commitLast() {
        try {
            consumer.commitSync(offsets(learned.get()), LAST_COMMIT);
        } catch (KafkaException e) {
            LOG.warn(
                    "The last offsets could not be committed; lag tools may briefly report a stale value: {}",
                    e.getMessage());
        }
    }

    private Map<TopicPartition, OffsetAndMetadata> offsets(Map<String, Long> next) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (TopicPartition partition : consumer.assignment()) {
            Long offset = next.get(partition.toString());
            if (offset != null) {
                offsets.put(partition, new OffsetAndMetadata(offset));
            }
        }
        return offsets;
    }
}
