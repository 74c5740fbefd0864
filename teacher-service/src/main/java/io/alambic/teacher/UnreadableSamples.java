package io.alambic.teacher;

import io.alambic.kafka.AdminTopicInspector;
import io.alambic.kafka.DeadLetterWriter;
import io.alambic.kafka.RecordLimits;
import io.alambic.kafka.TopicState;
import io.alambic.kafka.UnreadableRecords;
import io.alambic.teacher.StreamsSettings.Guarantee;
import io.alambic.teacher.topology.SampleRefusal;
import io.alambic.teacher.topology.TeachingListener;
import io.alambic.teacher.topology.TeachingSettings;
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
 * Dead-letters sample records that end the process when it reads them. The letter holds the record's place only. Its owner
 * closes the client.
 */
final class UnreadableSamples implements UnreadableRecords.Listener {

    private static final Logger LOG = LoggerFactory.getLogger(UnreadableSamples.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final String SERVICE = "teacher";

    private final Admin admin;
    private final StreamsSettings kafka;
    private final TeachingSettings teaching;
    private final TeachingListener fates;

    UnreadableSamples(Admin admin, StreamsSettings kafka, TeachingSettings teaching, TeachingListener fates) {
        this.admin = admin;
        this.kafka = kafka;
        this.teaching = teaching;
        this.fates = fates;
    }

    /** Notes a start, and returns the offsets that the teacher must skip. */
    Map<TopicPartition, NavigableSet<Long>> noteStart() throws InterruptedException {
        String topic = teaching.topics().samples();
        try {
            return new AdminTopicInspector(admin, topic, TIMEOUT).state() instanceof TopicState.Present present
                    ? new UnreadableRecords(
                                    admin, this::consumer, kafka.applicationId(), teaching.maxRecordBytes(), this)
                            .noteStart(topic, present)
                    : Map.of();
        } catch (InterruptException e) {
            throw new InterruptedException(e.getMessage());
        } catch (KafkaException e) {
            LOG.warn(
                    "topic={} The teacher cannot tell whether its starts are in vain for one record: {}",
                    topic,
                    e.getMessage());
            return Map.of();
        }
    }

    private Consumer<byte[], byte[]> consumer() {
        Map<String, Object> config = new HashMap<>(kafka.connection());
        config.putAll(RecordLimits.consumer());
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        if (kafka.guarantee() == Guarantee.EXACTLY_ONCE_V2) {
            config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        }
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
    public void unreadable(TopicPartition partition, long offset, String reason) {
        LOG.error(
                "partition={} offset={} The record is skipped, because it cannot be read: {}",
                partition,
                offset,
                reason);
        String message = "reading the record ends the process: " + reason;
        DeadLetterWriter.Letter letter = new DeadLetterWriter(SERVICE, teaching.maxRecordBytes())
                .write(
                        partition,
                        offset,
                        null,
                        null,
                        new RecordHeaders(),
                        SampleRefusal.KILLS_THE_PROCESS.label(),
                        new KafkaException(message));
        Map<String, Object> config = new HashMap<>(kafka.connection());
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(
                            teaching.topics().deadLetters(), null, letter.key(), letter.value(), letter.headers()))
                    .get();
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            throw new KafkaException(
                    "the dead letter cannot be written: " + e.getCause().getMessage(), e);
        }
        fates.deadLettered(SampleRefusal.KILLS_THE_PROCESS, 0);
    }
}
