package io.alambic.chaos.cluster;

import io.alambic.kafka.RecordLimits;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Sends small records of samples with ids at a steady rate, and remembers what must become of those that Kafka has acknowledged.
 * Owns its producer and its thread.
 */
public final class SampleSource implements AutoCloseable {

    private static final Duration RECORD_INTERVAL = Duration.ofMillis(15);
    private static final int DELIVERY_MS = 300_000;

    private final KafkaProducer<byte[], byte[]> producer;
    private final SampleFormat format;
    private final RecordForm form;
    private final SplittableRandom random;
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final Thread thread = new Thread(this::run, "sample-source");
    private volatile boolean stopping;
    private volatile Exception failure;
    private final AtomicLong filtered = new AtomicLong();
    private final AtomicLong deadLetters = new AtomicLong();

    /** Creates a source of records of a format, which starts to send to the topic of the format at once. */
    public SampleSource(String bootstrapServers, SampleFormat format, long seed) {
        Map<String, Object> settings = new HashMap<>(RecordLimits.DEFAULT.producer());
        settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_MS);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, DELIVERY_MS);
        this.producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        this.format = format;
        this.form = format.newForm();
        this.random = new SplittableRandom(seed);
        thread.start();
    }

    SampleFormat format() {
        return format;
    }

    private void run() {
        try {
            while (!stopping) {
                send(form.next(random));
                Thread.sleep(RECORD_INTERVAL.toMillis());
            }
            producer.flush();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    private void send(ProducedRecord record) {
        Future<RecordMetadata> unused =
                producer.send(new ProducerRecord<>(format.topic(), record.value()), (metadata, e) -> {
                    if (e == null) {
                        acknowledged.addAll(record.taught());
                        filtered.addAndGet(record.filtered());
                        deadLetters.addAndGet(record.deadLetters());
                    } else {
                        failure = e;
                    }
                });
    }

    /**
     * Stops sending, and waits until Kafka has acknowledged everything.
     *
     * @throws IllegalStateException if Kafka rejected a record
     */
    public void finish() throws InterruptedException {
        stopping = true;
        thread.join();
        if (failure != null) {
            throw new IllegalStateException("a sample record could not be sent: " + failure.getMessage(), failure);
        }
    }

    /** Returns the ids of the samples that must be taught. */
    public Set<String> acknowledged() {
        return acknowledged;
    }

    /** Returns the number of samples that the mapping leaves out. */
    public long filtered() {
        return filtered.get();
    }

    /** Returns the number of records and samples that must become dead letters. */
    public long malformed() {
        return deadLetters.get();
    }

    @Override
    public void close() {
        stopping = true;
        thread.interrupt();
        producer.close(Duration.ZERO);
    }
}
