package io.alambic.teacher;

import io.alambic.kafka.HeaderValues;
import io.alambic.kafka.RecordLimits;
import io.alambic.mapping.RecordMapping;
import io.alambic.mapping.RefusedRecordException;
import io.alambic.mapping.SourceRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Tries a mapping on the newest records of its topic before the first is read: one that fits none of them would dead-letter the whole topic.
 * Used by one thread.
 */
final class MappingTrial {

    private static final int NEWEST = 20;
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private static final Duration LOOK = Duration.ofMillis(100);

    /** One record says too little. */
    private static final int ENOUGH = 2;

    private final RecordMapping mapping;
    private final Map<String, Object> connection;
    private final String topic;
    private final LongSupplier nanoClock;
    private final Set<String> reasons = new HashSet<>();
    private String message;
    private int tried;
    private boolean fits;

    /**
     * A trial.
     *
     * @param connection how to reach the brokers
     * @param topic with the records
     * @param nanoClock monotonic time in nanoseconds
     */
    MappingTrial(RecordMapping mapping, Map<String, Object> connection, String topic, LongSupplier nanoClock) {
        this.mapping = mapping;
        this.connection = connection;
        this.topic = topic;
        this.nanoClock = nanoClock;
    }

    /**
     * Returns what is wrong if the newest records, two at least, are all refused for one reason.
     *
     * @throws InterruptedException if the thread is
     */
    Optional<String> mistake() throws InterruptedException {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            consumer.assign(partitions);
            Map<TopicPartition, Long> first = consumer.beginningOffsets(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            ends.forEach((partition, end) -> consumer.seek(partition, Math.max(first.get(partition), end - NEWEST)));
            List<TopicPartition> left = new ArrayList<>(partitions);
            long until = nanoClock.getAsLong() + LONGEST.toNanos();
            while (!fits && nanoClock.getAsLong() < until) {
                left.removeIf(partition -> consumer.position(partition) >= ends.get(partition));
                if (left.isEmpty()) {
                    break;
                }
                consumer.poll(LOOK).forEach(this::tryOut);
            }
        } catch (InterruptException e) {
            throw new InterruptedException(e.getMessage());
        }
        return fits || tried < ENOUGH || reasons.size() > 1
                ? Optional.empty()
                : Optional.of(
                        "no record fits the mapping: the %d newest of topic '%s' are refused for one reason, such as: %s"
                                .formatted(tried, topic, message));
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        Map<String, Object> config = new HashMap<>(RecordLimits.consumer());
        config.putAll(connection);
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private void tryOut(ConsumerRecord<byte[], byte[]> record) {
        tried++;
        try {
            mapping.map(new SourceRecord(
                    record.key(),
                    record.value(),
                    record.timestamp(),
                    name -> HeaderValues.last(record.headers(), name)));
            fits = true;
        } catch (RefusedRecordException e) {
            message = e.getMessage();
            reasons.add(message.replaceAll(", but (?s).*", ""));
        }
    }
}
