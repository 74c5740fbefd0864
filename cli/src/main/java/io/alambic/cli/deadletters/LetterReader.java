package io.alambic.cli.deadletters;

import io.alambic.cli.UserError;
import io.alambic.kafka.RecordLimits;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads the dead-letters topic, committed records only, up to where it ends when reading begins. Not thread safe. */
final class LetterReader implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(100);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions;
    private final Map<TopicPartition, Long> ends;

    /**
     * Creates a reader at the beginning of the topic.
     *
     * @param connection settings of a client
     * @param group whose offsets can be asked for
     * @throws UserError if the topic cannot be read
     */
    LetterReader(Map<String, Object> connection, String topic, String group) {
        Map<String, Object> settings = new HashMap<>(RecordLimits.consumer());
        settings.putAll(connection);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        consumer = create(settings);
        try {
            partitions = partitions(topic);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            ends = consumer.endOffsets(partitions);
        } catch (TimeoutException e) {
            consumer.close();
            throw new UserError(
                    "No Kafka broker answers at %s (%s)."
                            .formatted(connection.get(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG), e.getMessage()),
                    e);
        } catch (KafkaException e) {
            consumer.close();
            throw new UserError("Topic '%s' cannot be read (%s).".formatted(topic, e.getMessage()), e);
        } catch (UserError e) {
            consumer.close();
            throw e;
        }
    }

    private static KafkaConsumer<byte[], byte[]> create(Map<String, Object> settings) {
        try {
            return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        } catch (KafkaException e) {
            Throwable reason = e.getCause() == null ? e : e.getCause();
            throw new UserError("The connection cannot be made: %s.".formatted(reason.getMessage()), e);
        }
    }

    private List<TopicPartition> partitions(String topic) {
        if (partitionCount(topic).isEmpty()) {
            throw new UserError("There is no topic '%s' on this cluster.".formatted(topic));
        }
        return consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
    }

    /** Returns how many partitions a topic has; empty if it does not exist. */
    Optional<Integer> partitionCount(String topic) {
        return Optional.of(consumer.partitionsFor(topic))
                .filter(found -> !found.isEmpty())
                .map(List::size);
    }

    /** Returns what the group has committed, by partition; a partition without an offset is absent. */
    Map<TopicPartition, OffsetAndMetadata> committed() {
        Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
        consumer.committed(Set.copyOf(partitions)).forEach((partition, offset) -> {
            if (offset != null) {
                committed.put(partition, offset);
            }
        });
        return committed;
    }

    /** Returns where a partition ends. */
    long end(TopicPartition partition) {
        return ends.get(partition);
    }

    /** Returns the first offset of each partition. */
    Map<TopicPartition, Long> beginnings() {
        return consumer.beginningOffsets(partitions);
    }

    /** Returns the letter at a place; empty if there is none. */
    Optional<StoredLetter> letter(TopicPartition partition, long offset) {
        if (!partitions.contains(partition) || offset < beginnings().get(partition) || offset >= ends.get(partition)) {
            return Optional.empty();
        }
        consumer.assign(List.of(partition));
        consumer.seek(partition, offset);
        while (consumer.position(partition) <= offset) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                if (record.offset() == offset) {
                    return StoredLetter.of(record);
                }
            }
        }
        return Optional.empty();
    }

    /** Returns the offsets there are, as text. */
    String range() {
        Map<TopicPartition, Long> beginnings = beginnings();
        return partitions.stream()
                .map(partition -> "%d:%d to %d:%d"
                        .formatted(
                                partition.partition(),
                                beginnings.get(partition),
                                partition.partition(),
                                ends.get(partition) - 1))
                .collect(Collectors.joining(", "));
    }

    /** Goes on at other offsets than the first ones. */
    void seek(Map<TopicPartition, Long> offsets) {
        offsets.forEach(consumer::seek);
    }

    /** Returns how many offsets are left. */
    long left() {
        return ends.entrySet().stream()
                .mapToLong(end -> Math.max(0, end.getValue() - consumer.position(end.getKey())))
                .sum();
    }

    /** Reads records, batch by batch, until the end. */
    void readBatches(Consumer<List<ConsumerRecord<byte[], byte[]>>> batches) {
        while (left() > 0 && !Thread.currentThread().isInterrupted()) {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
            batches.accept(records.partitions().stream()
                    .flatMap(partition -> records.records(partition).stream())
                    .filter(record ->
                            record.offset() < ends.get(new TopicPartition(record.topic(), record.partition())))
                    .toList());
        }
    }

    /** Reads letters until the end. */
    void read(Consumer<StoredLetter> letters) {
        readBatches(batch -> batch.forEach(record -> StoredLetter.of(record).ifPresent(letters)));
    }

    @Override
    public void close() {
        consumer.close();
    }
}
