package io.alambic.cli.up;

import io.alambic.cli.UserError;
import io.alambic.cli.file.DistillationFile;
import io.alambic.cli.file.ProducedRecords;
import io.alambic.cli.run.Screen;
import io.alambic.kafka.RecordLimits;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Produces the records that a file names, on a thread of its own, to a samples topic that holds none yet. */
final class RecordSource implements AutoCloseable {

    private static final double NANOS_PER_SECOND = 1e9;

    private final ProducedRecords records;
    private final String topic;
    private final RecordLimits limits;
    private final Map<String, Object> connection;
    private final AtomicReference<Exception> failure = new AtomicReference<>();
    private Thread thread;

    private RecordSource(ProducedRecords records, String topic, RecordLimits limits, Map<String, Object> connection) {
        this.records = records;
        this.topic = topic;
        this.limits = limits;
        this.connection = connection;
    }

    /** Returns the source of a file's records. */
    static RecordSource of(DistillationFile file, Map<String, Object> connection) {
        return new RecordSource(ProducedRecords.of(file), file.topics().samples(), file.limits(), connection);
    }

    /** Starts to produce, if there are records and the topic is empty. */
    void start(Screen screen) {
        if (records.paths().isEmpty()) {
            return;
        }
        if (!isEmpty()) {
            screen.say("records: topic %s holds records already; none are produced", topic);
            return;
        }
        screen.say(
                "records: producing those of %s",
                records.paths().stream().map(Path::getFileName).toList());
        thread = new Thread(() -> run(screen), "records");
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Requires that no record was refused.
     *
     * @throws UserError about the failure
     */
    void requireNoFailure() {
        Exception e = failure.get();
        if (e != null) {
            throw new UserError("The records cannot be produced (%s).".formatted(e.getMessage()), e);
        }
    }

    private boolean isEmpty() {
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(connection, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            return consumer.endOffsets(partitions).values().stream().allMatch(end -> end == 0);
        } catch (KafkaException e) {
            throw new UserError("Topic %s cannot be read (%s).".formatted(topic, e.getMessage()), e);
        }
    }

    private void run(Screen screen) {
        Map<String, Object> config = new HashMap<>(limits.producer());
        config.putAll(connection);
        config.put(ProducerConfig.LINGER_MS_CONFIG, 20);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
            long sent = send(producer);
            producer.flush();
            requireNoFailure();
            screen.say("records: %,d produced", sent);
        } catch (IOException | KafkaException e) {
            failure.compareAndSet(null, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private long send(KafkaProducer<byte[], byte[]> producer) throws IOException, InterruptedException {
        long start = System.nanoTime();
        long[] sent = {0};
        for (int pass = 0; pass < records.passes(); pass++) {
            for (Path path : records.paths()) {
                new RecordFile(path).read((key, value) -> {
                    awaitTurn(start, sent[0]++);
                    Future<RecordMetadata> unused =
                            producer.send(new ProducerRecord<>(topic, key, value), (metadata, e) -> {
                                if (e != null && !(e instanceof InterruptException)) {
                                    failure.compareAndSet(null, e);
                                }
                            });
                });
            }
        }
        return sent[0];
    }

    private void awaitTurn(long start, long sent) throws InterruptedException {
        if (records.rate() > 0) {
            long due = start + (long) (sent / records.rate() * NANOS_PER_SECOND);
            TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
        }
    }

    @Override
    public void close() {
        if (thread != null) {
            thread.interrupt();
        }
    }
}
