package io.alambic.bench.baseline;

import io.alambic.core.time.Interval;
import io.alambic.kafka.RecordLimits;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Writes the same answer again and again, in transactions as long as a teacher's. Owns its producer. Used by one
 * thread.
 */
public final class BareAnswers implements AutoCloseable {

    /** A teacher's default. */
    private static final Duration TRANSACTION = Duration.ofMillis(100);

    private final String topic;
    private final byte[] answer;
    private final Producer<byte[], byte[]> producer;
    private final Interval transaction = new Interval(TRANSACTION, System::nanoTime);

    /**
     * A producer for a topic.
     *
     * @param name of the producer, with which the name of its thread ends
     */
    public BareAnswers(String bootstrapServers, String name, String topic, byte[] answer) {
        this.topic = topic;
        this.answer = answer;
        Map<String, Object> settings = new HashMap<>(RecordLimits.DEFAULT.producer());
        settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        settings.put(ProducerConfig.CLIENT_ID_CONFIG, name);
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, name);
        producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        producer.initTransactions();
        producer.beginTransaction();
    }

    /** Writes one answer, and commits when the transaction is long enough. */
    public void send() {
        Future<RecordMetadata> unused = producer.send(new ProducerRecord<>(topic, answer));
        if (transaction.isOver()) {
            commit();
        }
    }

    /** Commits what was written. */
    public void commit() {
        producer.commitTransaction();
        producer.beginTransaction();
        transaction.restart();
    }

    @Override
    public void close() {
        producer.close();
    }
}
