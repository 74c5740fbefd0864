package io.alambic.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * A consumer that passes over offsets without reading the records there. It returns one record a poll, because a poll reads as
 * many as it returns.
 *
 * @param <T> type of keys and values
 */
public final class SkippingConsumer<T> extends KafkaConsumer<T, T> {

    private static final Duration POSITION_TIMEOUT = Duration.ofSeconds(10);

    private final Map<TopicPartition, NavigableSet<Long>> skipped;

    /**
     * Creates a consumer.
     *
     * @param deserializer of keys and values
     * @param skipped offsets of some partitions
     */
    public SkippingConsumer(
            Map<String, Object> config, Deserializer<T> deserializer, Map<TopicPartition, NavigableSet<Long>> skipped) {
        super(oneRecordAPoll(config), deserializer, deserializer);
        this.skipped = Map.copyOf(skipped);
    }

    private static Map<String, Object> oneRecordAPoll(Map<String, Object> config) {
        Map<String, Object> all = new HashMap<>(config);
        all.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
        return all;
    }

    @Override
    public ConsumerRecords<T, T> poll(Duration timeout) {
        try {
            Set<TopicPartition> assigned = assignment();
            skipped.forEach((partition, offsets) -> {
                if (assigned.contains(partition)) {
                    skip(partition, offsets);
                }
            });
        } catch (RetriableException e) {
            return ConsumerRecords.empty();
        }
        return super.poll(timeout);
    }

    private void skip(TopicPartition partition, NavigableSet<Long> offsets) {
        long before = position(partition, POSITION_TIMEOUT);
        long next = before;
        while (offsets.contains(next)) {
            next++;
        }
        if (next > before) {
            seek(partition, next);
        }
    }
}
