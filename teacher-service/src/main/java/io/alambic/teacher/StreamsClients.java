package io.alambic.teacher;

import io.alambic.kafka.SkippingConsumer;
import java.time.Duration;
import java.util.Map;
import java.util.NavigableSet;
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

    /**
     * Clients of one Kafka Streams.
     *
     * @param skipped offsets of source topics that are not read; usually none
     */
    StreamsClients(Map<TopicPartition, NavigableSet<Long>> skipped) {
        this.skipped = Map.copyOf(skipped);
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
        return skipped.isEmpty() ? plain(config) : new SkippingConsumer<>(config, new ByteArrayDeserializer(), skipped);
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
