package io.alambic.cli.stream;

import com.google.protobuf.InvalidProtocolBufferException;
import io.alambic.kafka.DeadLetter;
import io.alambic.kafka.RecordLimits;
import io.alambic.kafka.TopicNames;
import io.alambic.v1.Knowledge;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Updates a {@link Ledger} by reading the topics from their beginning. Reads committed records only. Not thread
 * safe; owns its connection.
 */
public final class LedgerReader implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(LedgerReader.class.getName());
    private static final Duration POLL = Duration.ofMillis(100);

    private static final byte[] NOTHING = {};

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final TopicNames topics;
    private final Ledger ledger = new Ledger();

    /** Creates a reader at the beginning of every topic. */
    public LedgerReader(String bootstrapServers, TopicNames topics) {
        Map<String, Object> settings = new HashMap<>(RecordLimits.consumer());
        settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.CLIENT_ID_CONFIG, "alambic-ledger");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        this.consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        this.topics = topics;
        List<TopicPartition> partitions = Stream.of(topics.samples(), topics.knowledge(), topics.deadLetters())
                .flatMap(topic -> consumer.partitionsFor(topic).stream())
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** Reads everything available now, and returns the ledger, which this reader continues to own and update. */
    public Ledger read() {
        Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            if (Thread.currentThread().isInterrupted()) {
                return ledger;
            }
            ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
            records.forEach(this::enter);
        }
        return ledger;
    }

    private void enter(ConsumerRecord<byte[], byte[]> record) {
        if (record.topic().equals(topics.samples())) {
            ledger.produced(
                    new Ledger.Place(record.partition(), record.offset()), SampleCount.ofSamples(record.value()));
        } else if (record.topic().equals(topics.knowledge())) {
            enterKnowledge(record.value());
        } else {
            enterDeadLetter(record);
        }
    }

    /** Ignores augmented samples, which nobody produced; logs and ignores unreadable knowledge, which cannot come from the teacher. */
    private void enterKnowledge(byte[] value) {
        try {
            Knowledge knowledge = Knowledge.parseFrom(value == null ? NOTHING : value);
            if (knowledge.hasAugmentation()) {
                return;
            }
            Ledger.Place origin = new Ledger.Place(
                    knowledge.getOrigin().getPartition(), knowledge.getOrigin().getOffset());
            ledger.taught(origin, SampleCount.ofKnowledge(knowledge));
        } catch (InvalidProtocolBufferException e) {
            LOG.log(Level.WARNING, "a record on the knowledge topic cannot be read", e);
        }
    }

    private void enterDeadLetter(ConsumerRecord<byte[], byte[]> record) {
        DeadLetter letter;
        try {
            letter = DeadLetter.from(record.headers());
        } catch (IllegalArgumentException e) {
            return;
        }
        if (DeadLetter.sample(record.headers()).isPresent()) {
            ledger.deadLetteredSample();
        } else if (letter.topic().equals(topics.samples())) {
            ledger.deadLettered(
                    new Ledger.Place(letter.partition(), letter.offset()), SampleCount.ofSamples(record.value()));
        } else if (letter.topic().equals(topics.knowledge())) {
            enterUnlearnable(record.value());
        }
    }

    private void enterUnlearnable(byte[] value) {
        try {
            ledger.unlearnable(SampleCount.ofKnowledge(Knowledge.parseFrom(value == null ? NOTHING : value)));
        } catch (InvalidProtocolBufferException e) {
            LOG.log(Level.DEBUG, "a dead letter from the knowledge topic holds no knowledge", e);
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
