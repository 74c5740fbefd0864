package io.alambic.student.ingest;

import io.alambic.kafka.RecordLimits;
import io.alambic.kafka.SkippingConsumer;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.ByteBufferDeserializer;

/**
 * Creates the student's Kafka clients.
 *
 * @param connection address and authentication, with Kafka's setting names
 * @param limits largest record
 * @param student name of the student
 */
public record KafkaClients(Map<String, Object> connection, RecordLimits limits, String student) {

    private static final String PREFIX = "alambic-student-";
    private static final int NEW_PARTITIONS_AFTER_MS = 10_000;
    private static final int LONGEST_BACKOFF_MS = 3_000;
    private static final int LONGEST_BLOCK_MS = 10_000;

    /** Time for the weights of a large student on a slow network; brokers allow 15 minutes. */
    private static final int LONGEST_PUBLICATION_MS = 600_000;

    private static final int RECORDS_PER_POLL = 64;
    private static final int FEEDBACK_BLOCK_MS = 5_000;

    public KafkaClients {
        connection = Map.copyOf(connection);
    }

    /**
     * Creates a consumer of committed records, without a subscription. Values are views of the fetched bytes.
     *
     * @param skipped offsets that it passes over; usually none
     */
    public Consumer<ByteBuffer, ByteBuffer> consumer(Map<TopicPartition, NavigableSet<Long>> skipped) {
        Map<String, Object> config = new HashMap<>(connection);
        config.putAll(RecordLimits.consumerOfLargeRecords());
        config.put(ConsumerConfig.GROUP_ID_CONFIG, group());
        config.put(ConsumerConfig.CLIENT_ID_CONFIG, PREFIX + student);
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        config.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, NEW_PARTITIONS_AFTER_MS);
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, RECORDS_PER_POLL);
        config.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, LONGEST_BACKOFF_MS);
        return skipped.isEmpty()
                ? new KafkaConsumer<>(config, new ByteBufferDeserializer(), new ByteBufferDeserializer())
                : new SkippingConsumer<>(config, new ByteBufferDeserializer(), skipped);
    }

    /** Returns the consumer group in which the student shows how far it has come. */
    public String group() {
        return PREFIX + student;
    }

    /** Creates a consumer of the control topic, without a group or a subscription. */
    public Consumer<byte[], byte[]> controlConsumer() {
        return fromTheBeginning("control", Map.of());
    }

    /** Creates a client that asks the brokers about topics. */
    public Admin admin() {
        Map<String, Object> config = new HashMap<>(connection);
        config.put(AdminClientConfig.CLIENT_ID_CONFIG, PREFIX + student + "-admin");
        config.put(AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, LONGEST_BACKOFF_MS);
        return Admin.create(config);
    }

    /** Creates a consumer of the weights topic, without a group or a subscription. */
    public Consumer<byte[], byte[]> weightsConsumer() {
        return fromTheBeginning("replica", RecordLimits.consumer());
    }

    private Consumer<byte[], byte[]> fromTheBeginning(String purpose, Map<String, String> more) {
        Map<String, Object> config = new HashMap<>(connection);
        config.putAll(more);
        config.put(ConsumerConfig.CLIENT_ID_CONFIG, PREFIX + student + "-" + purpose);
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        config.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, LONGEST_BACKOFF_MS);
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Creates the producer of weights; a student has one, and a newer one fences it. */
    public Producer<byte[], byte[]> weightsProducer() {
        Map<String, Object> config = new HashMap<>(connection);
        config.putAll(limits.producer());
        config.put(ProducerConfig.CLIENT_ID_CONFIG, PREFIX + student + "-weights");
        config.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, PREFIX + student + "-weights");
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, LONGEST_BLOCK_MS);
        config.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, LONGEST_PUBLICATION_MS);
        config.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, LONGEST_BACKOFF_MS);
        return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Creates a producer of dead letters. */
    public Producer<byte[], byte[]> producer() {
        return producer("dead-letters", Map.of());
    }

    /** Creates a producer of samples, which waits for brokers for a few seconds at most. */
    public Producer<byte[], byte[]> feedbackProducer() {
        return producer("feedback", Map.of(ProducerConfig.MAX_BLOCK_MS_CONFIG, FEEDBACK_BLOCK_MS));
    }

    private Producer<byte[], byte[]> producer(String purpose, Map<String, Object> more) {
        Map<String, Object> config = new HashMap<>(connection);
        config.putAll(limits.producer());
        config.put(ProducerConfig.CLIENT_ID_CONFIG, PREFIX + student + "-" + purpose);
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        config.putAll(more);
        return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }
}
