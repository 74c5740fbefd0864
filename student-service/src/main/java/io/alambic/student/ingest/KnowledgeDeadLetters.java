package io.alambic.student.ingest;

import io.alambic.kafka.DeadLetterWriter;
import io.alambic.student.knowledge.RefusedKnowledgeException;
import io.alambic.v1.Knowledge;
import java.nio.ByteBuffer;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends refused records unchanged to the dead-letters topic and waits until Kafka has stored them. The offset advances
 * only afterwards, so none is lost; after a crash one may be sent twice. Used by one thread.
 */
final class KnowledgeDeadLetters implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(KnowledgeDeadLetters.class);
    private static final String SERVICE = "student";

    private final Supplier<Producer<byte[], byte[]>> producers;
    private final String topic;
    private final DeadLetterWriter writer;
    private Producer<byte[], byte[]> producer;

    /**
     * Creates a sender to a topic.
     *
     * @param producers asked once, when the first record is refused
     * @param maxRecordBytes largest record that the topic takes, the letter's own headers not counted
     */
    KnowledgeDeadLetters(Supplier<Producer<byte[], byte[]>> producers, String topic, int maxRecordBytes) {
        this.producers = producers;
        this.topic = topic;
        this.writer = new DeadLetterWriter(SERVICE, maxRecordBytes);
    }

    /**
     * Sends a record and repeats until Kafka has it.
     *
     * @param goOn says after each transient failure whether to try again
     * @return whether Kafka has stored the record
     */
    boolean send(ConsumerRecord<ByteBuffer, ByteBuffer> record, RefusedKnowledgeException refused, BooleanSupplier goOn)
            throws InterruptedException {
        return send(producerRecord(record, letter(record, bytes(record.value()), refused)), goOn);
    }

    /**
     * Sends one sample of a record, the others of which are learned from, and repeats until Kafka has it.
     *
     * @param knowledge about that sample only
     * @param sample its index in the record
     * @param goOn says after each transient failure whether to try again
     * @return whether Kafka has stored it
     */
    boolean sendSample(
            ConsumerRecord<ByteBuffer, ByteBuffer> record,
            Knowledge knowledge,
            int sample,
            RefusedKnowledgeException refused,
            BooleanSupplier goOn)
            throws InterruptedException {
        return send(
                producerRecord(
                        record, letter(record, knowledge.toByteArray(), refused).ofSample(sample)),
                goOn);
    }

    private boolean send(ProducerRecord<byte[], byte[]> letter, BooleanSupplier goOn) throws InterruptedException {
        if (producer == null) {
            producer = producers.get();
        }
        while (goOn.getAsBoolean()) {
            try {
                producer.send(letter).get();
                return true;
            } catch (ExecutionException e) {
                requireRetriable(e.getCause());
                LOG.warn(
                        "topic={} Dead letter could not be sent yet: {}",
                        topic,
                        e.getCause().getMessage());
            } catch (TimeoutException e) {
                LOG.warn("topic={} Dead letter could not be sent yet: {}", topic, e.getMessage());
            }
        }
        return false;
    }

    private void requireRetriable(Throwable cause) {
        if (!(cause instanceof RetriableException)) {
            throw new IllegalStateException(
                    "dead letter to topic '%s' failed: %s".formatted(topic, cause.getMessage()), cause);
        }
    }

    private DeadLetterWriter.Letter letter(
            ConsumerRecord<ByteBuffer, ByteBuffer> record, byte[] value, RefusedKnowledgeException refused) {
        return writer.write(
                        new TopicPartition(record.topic(), record.partition()),
                        record.offset(),
                        bytes(record.key()),
                        value,
                        record.headers(),
                        refused.refusal().label(),
                        refused)
                .ofTimestamp(record.timestamp());
    }

    private ProducerRecord<byte[], byte[]> producerRecord(ConsumerRecord<?, ?> record, DeadLetterWriter.Letter letter) {
        return new ProducerRecord<>(topic, null, timestamp(record), letter.key(), letter.value(), letter.headers());
    }

    private static Long timestamp(ConsumerRecord<?, ?> record) {
        return record.timestamp() < 0 ? null : record.timestamp();
    }

    private static byte[] bytes(ByteBuffer buffer) {
        if (buffer == null) {
            return null;
        }
        byte[] copy = new byte[buffer.remaining()];
        buffer.duplicate().get(copy);
        return copy;
    }

    @Override
    public void close() {
        if (producer != null) {
            producer.close();
        }
    }
}
