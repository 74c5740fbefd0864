package io.alambic.teacher;

import io.alambic.kafka.SkippingConsumer;
import io.alambic.teacher.mapping.MappingAhead;
import java.time.Duration;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaClientSupplier;

/**
 * Gives Kafka Streams its clients. The consumer of global tables, here the control topic, sleeps until a record arrives.
 * Kafka Streams has one setting for how long its threads may sleep, and a stream thread with pending records must wake
 * often.
 */
final class StreamsClients implements KafkaClientSupplier {

    /** How long closing may take because of it. */
    static final Duration QUIET_POLL = Duration.ofMillis(200);

    private final Map<TopicPartition, NavigableSet<Long>> skipped;
    private final Optional<MappingAhead> mapping;

    /**
     * Clients of one Kafka Streams.
     *
     * @param skipped offsets of source topics that are not read; usually none
     * @param mapping begins to map records when they are polled
     */
    StreamsClients(Map<TopicPartition, NavigableSet<Long>> skipped, Optional<MappingAhead> mapping) {
        this.skipped = Map.copyOf(skipped);
        this.mapping = mapping;
    }

    @Override
    public Admin getAdmin(Map<String, Object> config) {
        return Admin.create(config);
    }

    @Override
    public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
        return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Override
    public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
        if (!skipped.isEmpty()) {
            return new SkippingConsumer<>(config, new ByteArrayDeserializer(), skipped);
        }
        return mapping.<Consumer<byte[], byte[]>>map(ahead -> new MappingConsumer(config, ahead))
                .orElseGet(() -> plain(config));
    }

    private static Consumer<byte[], byte[]> plain(Map<String, Object> config) {
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @Override
    public Consumer<byte[], byte[]> getRestoreConsumer(Map<String, Object> config) {
        return plain(config);
    }

    @Override
    public Consumer<byte[], byte[]> getGlobalConsumer(Map<String, Object> config) {
        return new QuietConsumer(config);
    }

    private static final class MappingConsumer extends KafkaConsumer<byte[], byte[]> {

        private final MappingAhead mapping;

        MappingConsumer(Map<String, Object> config, MappingAhead mapping) {
            super(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
            this.mapping = mapping;
        }

        @Override
        public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
            ConsumerRecords<byte[], byte[]> records = super.poll(timeout);
            records.forEach(mapping::begin);
            return records;
        }
    }

    private static final class QuietConsumer extends KafkaConsumer<byte[], byte[]> {

        QuietConsumer(Map<String, Object> config) {
            super(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        }

        @Override
        public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
            return super.poll(timeout.compareTo(QUIET_POLL) < 0 ? QUIET_POLL : timeout);
        }
    }
}
