package io.alambic.system;

import com.google.protobuf.MessageLite;
import io.alambic.kafka.RecordLimits;
import io.alambic.kafka.TopicNames;
import io.alambic.kafka.TopicPlan;
import io.alambic.testing.SharedBroker;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The topics of one test on a shared broker, and clients for them. */
final class TestTopics implements AutoCloseable {

    private final Map<String, Object> connection;
    private final TopicNames names;
    private final Admin admin;
    private final KafkaProducer<byte[], byte[]> producer;
    private final AtomicReference<Exception> notSent = new AtomicReference<>();

    /** Creates the topics with one partition each. */
    TestTopics(SharedBroker broker, String test) throws ExecutionException, InterruptedException {
        connection = broker.clientSettings();
        names = new TopicNames(
                broker.unique(test + ".samples"),
                broker.unique(test + ".knowledge"),
                broker.unique(test + ".control"),
                broker.unique(test + ".weights"),
                broker.unique(test + ".dead-letters"));
        admin = Admin.create(connection);
        admin.createTopics(new TopicPlan(names, RecordLimits.DEFAULT, 1, (short) 1).topics())
                .all()
                .get();
        producer = new KafkaProducer<>(connection, new ByteArraySerializer(), new ByteArraySerializer());
    }

    TopicNames names() {
        return names;
    }

    /** Returns the topic settings of a service. */
    Map<String, String> settings() {
        return new HashMap<>(Map.of(
                "kafka.bootstrap.servers", connection.get("bootstrap.servers").toString(),
                "alambic.topics.samples", names.samples(),
                "alambic.topics.knowledge", names.knowledge(),
                "alambic.topics.control", names.control(),
                "alambic.topics.weights", names.weights(),
                "alambic.topics.dead-letters", names.deadLetters()));
    }

    void send(String topic, MessageLite message) throws ExecutionException, InterruptedException {
        producer.send(new ProducerRecord<>(topic, message.toByteArray())).get();
    }

    /**
     * Sends without waiting.
     *
     * @param placed receives the record's offset
     */
    void send(String topic, byte[] value, LongConsumer placed) {
        Future<?> unused = producer.send(new ProducerRecord<>(topic, value), (metadata, error) -> {
            if (error == null) {
                placed.accept(metadata.offset());
            } else {
                notSent.set(error);
            }
        });
    }

    /** Waits until Kafka has everything that was sent. */
    void flush() {
        producer.flush();
        if (notSent.get() != null) {
            throw new AssertionError("Kafka did not take a record", notSent.get());
        }
    }

    /** Returns the end offset of the knowledge topic. */
    long knowledgeEnd() throws ExecutionException, InterruptedException {
        TopicPartition partition = new TopicPartition(names.knowledge(), 0);
        return admin.listOffsets(Map.of(partition, OffsetSpec.latest()))
                .partitionResult(partition)
                .get()
                .offset();
    }

    /** Returns the knowledge offset that a student has committed; -1 if it has committed none. */
    long committed(String student) throws ExecutionException, InterruptedException {
        var offset = admin.listConsumerGroupOffsets("alambic-student-" + student)
                .partitionsToOffsetAndMetadata()
                .get()
                .get(new TopicPartition(names.knowledge(), 0));
        return offset == null ? -1 : offset.offset();
    }

    /** Creates a consumer that reads the committed knowledge from the beginning. */
    KafkaConsumer<byte[], byte[]> knowledgeReader() {
        return reader(names.knowledge());
    }

    /** Creates a consumer that reads what is committed of a topic from the beginning. */
    KafkaConsumer<byte[], byte[]> reader(String topic) {
        Map<String, Object> settings = new HashMap<>(connection);
        settings.put("isolation.level", "read_committed");
        KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partition = List.of(new TopicPartition(topic, 0));
        consumer.assign(partition);
        consumer.seekToBeginning(partition);
        return consumer;
    }

    /** Polls once and passes on each new record. */
    static void poll(KafkaConsumer<byte[], byte[]> consumer, Consumer<ConsumerRecord<byte[], byte[]>> records) {
        consumer.poll(Duration.ofMillis(100)).forEach(records);
    }

    @Override
    public void close() {
        producer.close();
        admin.close();
    }
}
