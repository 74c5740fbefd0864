package io.alambic.cli.file;

import io.alambic.cli.UserError;
import io.alambic.kafka.HeaderValues;
import io.alambic.kafka.RecordLimits;
import io.alambic.mapping.SourceRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The newest records of a topic.
 *
 * @param connection settings of the clients
 * @param topic to look into
 */
public record NewestRecords(Map<String, Object> connection, String topic) {

    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final Duration LOOK = Duration.ofMillis(100);

    /**
     * A record.
     *
     * @param place as {@code topic-0@17}
     * @param record itself
     */
    public record Placed(String place, SourceRecord record) {}

    /**
     * Returns the newest committed records, oldest first.
     *
     * @param most how many
     * @throws UserError if the topic cannot be read
     */
    public List<Placed> read(int most) {
        Map<String, Object> config = new HashMap<>(RecordLimits.consumer());
        config.putAll(connection);
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        config.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) LONGEST.toMillis());
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<PartitionInfo> known = consumer.partitionsFor(topic);
            if (known == null || known.isEmpty()) {
                throw new UserError("There is no topic %s.".formatted(topic));
            }
            return read(
                    consumer,
                    known.stream()
                            .map(info -> new TopicPartition(topic, info.partition()))
                            .toList(),
                    most);
        } catch (KafkaException e) {
            throw new UserError("Topic %s cannot be read (%s).".formatted(topic, e.getMessage()), e);
        }
    }

    private static List<Placed> read(
            KafkaConsumer<byte[], byte[]> consumer, List<TopicPartition> partitions, int most) {
        consumer.assign(partitions);
        Map<TopicPartition, Long> first = consumer.beginningOffsets(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        ends.forEach((partition, end) -> consumer.seek(partition, Math.max(first.get(partition), end - most)));
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        long until = System.nanoTime() + LONGEST.toNanos();
        while (System.nanoTime() < until
                && partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
            consumer.poll(LOOK).forEach(records::add);
        }
        records.sort(Comparator.comparingLong(ConsumerRecord::timestamp));
        return records.subList(Math.max(0, records.size() - most), records.size()).stream()
                .map(NewestRecords::placed)
                .toList();
    }

    private static Placed placed(ConsumerRecord<byte[], byte[]> record) {
        return new Placed(
                "%s-%d@%d".formatted(record.topic(), record.partition(), record.offset()),
                new SourceRecord(
                        record.key(),
                        record.value(),
                        record.timestamp(),
                        name -> HeaderValues.last(record.headers(), name)));
    }
}
