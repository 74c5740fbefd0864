package io.alambic.bench.baseline;

import io.alambic.kafka.RecordLimits;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteBufferDeserializer;

/**
 * Kafka's own clients, which carry the same records as a service and do nothing else with them: they read committed
 * records, copy each value once into direct memory and, where the service answers, write one answer for each record. No
 * service can do with less. Used by one thread.
 */
public final class BareClients implements AutoCloseable {

    private static final String NAME = "bare-clients";
    private static final Duration POLL = Duration.ofMillis(500);
    private static final double NANOS = 1e9;

    private final List<TopicPartition> partition;
    private final int perRecord;
    private final KafkaConsumer<ByteBuffer, ByteBuffer> consumer;
    private final Optional<BareAnswers> answers;
    private final ByteBuffer memory = ByteBuffer.allocateDirect(RecordLimits.DEFAULT.maxRecordBytes());

    private BareClients(
            String bootstrapServers,
            Map<String, String> fetches,
            String topic,
            int perRecord,
            Optional<BareAnswers> answers) {
        Map<String, Object> settings = new HashMap<>(fetches);
        settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        settings.put(ConsumerConfig.CLIENT_ID_CONFIG, NAME);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        this.partition = List.of(new TopicPartition(topic, 0));
        this.perRecord = perRecord;
        this.answers = answers;
        this.consumer = new KafkaConsumer<>(settings, new ByteBufferDeserializer(), new ByteBufferDeserializer());
        consumer.assign(partition);
        consumer.seekToBeginning(partition);
    }

    /**
     * Returns clients that read, as a student does.
     *
     * @param topic of one partition, which holds records; read from its beginning again and again
     * @param perRecord samples of each record
     */
    public static BareClients reading(String bootstrapServers, String topic, int perRecord) {
        return new BareClients(
                bootstrapServers, RecordLimits.consumerOfLargeRecords(), topic, perRecord, Optional.empty());
    }

    /**
     * Returns clients that read and answer, as a teacher does.
     *
     * @param answered what the teacher wrote for such records; the first of these is the answer to all
     * @param to where the answers go
     */
    public static BareClients answering(
            String bootstrapServers, String topic, int perRecord, String answered, String to) {
        try (BareClients reader = reading(bootstrapServers, answered, perRecord)) {
            ByteBuffer value = reader.next().iterator().next().value();
            byte[] answer = new byte[value.remaining()];
            value.get(answer);
            return new BareClients(
                    bootstrapServers,
                    RecordLimits.consumer(),
                    topic,
                    perRecord,
                    Optional.of(new BareAnswers(bootstrapServers, NAME, to, answer)));
        }
    }

    /** Measures the processor time of a sample, including system time and the producer's own thread. */
    public double secondsPerSample(Duration slice) {
        long end = System.nanoTime() + slice.toNanos();
        double before = processorSeconds();
        long records = 0;
        do {
            for (ConsumerRecord<ByteBuffer, ByteBuffer> record : next()) {
                memory.clear().put(record.value());
                answers.ifPresent(BareAnswers::send);
                records++;
            }
        } while (System.nanoTime() < end);
        answers.ifPresent(BareAnswers::commit);
        return (processorSeconds() - before) / (records * perRecord);
    }

    /** Returns at least one record; reads from the beginning again after the last one. */
    private ConsumerRecords<ByteBuffer, ByteBuffer> next() {
        ConsumerRecords<ByteBuffer, ByteBuffer> records = consumer.poll(POLL);
        while (records.isEmpty()) {
            consumer.seekToBeginning(partition);
            records = consumer.poll(POLL);
        }
        return records;
    }

    private static double processorSeconds() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long nanos = threads.getCurrentThreadCpuTime();
        for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
            if (thread != null && thread.getThreadName().endsWith(NAME)) {
                nanos += threads.getThreadCpuTime(thread.getThreadId());
            }
        }
        return nanos / NANOS;
    }

    @Override
    public void close() {
        answers.ifPresent(BareAnswers::close);
        consumer.close();
    }
}
