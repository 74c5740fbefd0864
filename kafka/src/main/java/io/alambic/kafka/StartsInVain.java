package io.alambic.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notes the starts of a service, and dead-letters the records that end its process when it reads them, as {@link
 * UnreadableRecords} finds them. The letter holds the record's place only. Used by one thread; its owner closes the client.
 */
public final class StartsInVain implements UnreadableRecords.Listener {

    private static final Logger LOG = LoggerFactory.getLogger(StartsInVain.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final Admin admin;
    private final Reader reader;
    private final String reason;
    private final Runnable deadLettered;

    /**
     * Who reads what.
     *
     * @param service its name in dead letters
     * @param topic that it reads
     * @param deadLetters topic of the dead letters
     * @param group consumer group of its committed offsets
     * @param connection address and authentication, with Kafka's setting names
     * @param isolationLevel Kafka's setting {@code isolation.level} of the reader
     * @param maxRecordBytes largest record
     */
    public record Reader(
            String service,
            String topic,
            String deadLetters,
            String group,
            Map<String, Object> connection,
            String isolationLevel,
            int maxRecordBytes) {}

    /**
     * Creates the notes of a reader.
     *
     * @param reason of the dead letters
     * @param deadLettered called after each dead letter
     */
    public StartsInVain(Admin admin, Reader reader, String reason, Runnable deadLettered) {
        this.admin = admin;
        this.reader = reader;
        this.reason = reason;
        this.deadLettered = deadLettered;
    }

    /**
     * Notes a start that reads on at the committed offsets, and returns the offsets that the reader must skip. Without
     * answers from the brokers there are none.
     */
    public Map<TopicPartition, NavigableSet<Long>> note() throws InterruptedException {
        return note(Map.of());
    }

    /**
     * Does the same for a start that reads on elsewhere.
     *
     * @param next offsets that it reads next, by "topic-partition"; the committed ones for others
     */
    public Map<TopicPartition, NavigableSet<Long>> note(Map<String, Long> next) throws InterruptedException {
        try {
            return new AdminTopicInspector(admin, reader.topic(), TIMEOUT).state() instanceof TopicState.Present present
                    ? new UnreadableRecords(admin, this::consumer, reader.group(), reader.maxRecordBytes(), this)
                            .noteStart(reader.topic(), present, next)
                    : Map.of();
        } catch (InterruptException e) {
            throw new InterruptedException(e.getMessage());
        } catch (KafkaException e) {
            LOG.warn(
                    "topic={} It is not known whether starts are in vain for one record: {}",
                    reader.topic(),
                    e.getMessage());
            return Map.of();
        }
    }

    private Consumer<byte[], byte[]> consumer() {
        Map<String, Object> config = new HashMap<>(reader.connection());
        config.putAll(RecordLimits.consumer());
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, reader.isolationLevel());
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @Override
    public void reading(TopicPartition partition, long offset, int starts) {
        LOG.warn(
                "partition={} offset={} starts={} The last starts did not get beyond this offset; its records are read one by"
                        + " one to find out whether one of them ends the process",
                partition,
                offset,
                starts);
    }

    @Override
    public void unreadable(TopicPartition partition, long offset, String cause) {
        LOG.error(
                "partition={} offset={} The record is skipped, because it cannot be read: {}",
                partition,
                offset,
                cause);
        String message = "reading the record ends the process: " + cause;
        DeadLetterWriter.Letter letter = new DeadLetterWriter(reader.service(), reader.maxRecordBytes())
                .write(partition, offset, null, null, new RecordHeaders(), reason, new KafkaException(message));
        Map<String, Object> config = new HashMap<>(reader.connection());
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(
                            reader.deadLetters(), null, letter.key(), letter.value(), letter.headers()))
                    .get();
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            throw new KafkaException(
                    "the dead letter cannot be written: " + e.getCause().getMessage(), e);
        }
        deadLettered.run();
    }
}
