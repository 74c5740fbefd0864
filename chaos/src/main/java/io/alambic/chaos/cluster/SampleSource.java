package io.alambic.chaos.cluster;

import com.google.protobuf.ByteString;
import io.alambic.core.zoo.Cnn;
import io.alambic.kafka.RecordLimits;
import io.alambic.v1.DataType;
import io.alambic.v1.Quantization;
import io.alambic.v1.SampleBatch;
import io.alambic.v1.Tensor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
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
 * Sends small records of samples with ids at a steady rate, and remembers which ones Kafka has acknowledged.
 * Some of the records are malformed. Owns its producer and its thread.
 */
public final class SampleSource implements AutoCloseable {

    private static final int LARGEST_RECORD = 12;
    private static final int MALFORMED_EVERY = 97;
    private static final Duration RECORD_INTERVAL = Duration.ofMillis(15);
    private static final int DELIVERY_MS = 300_000;
    private static final int PIXELS = 64;

    private final KafkaProducer<byte[], byte[]> producer;
    private final String topic;
    private final SplittableRandom random;
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final Thread thread = new Thread(this::run, "sample-source");
    private volatile boolean stopping;
    private volatile Exception failure;
    private final AtomicLong malformed = new AtomicLong();
    private long next;

    /** Creates a source, which starts to send at once. */
    public SampleSource(String bootstrapServers, String topic, long seed) {
        Map<String, Object> settings = new HashMap<>(RecordLimits.DEFAULT.producer());
        settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_MS);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, DELIVERY_MS);
        this.producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        this.topic = topic;
        this.random = new SplittableRandom(seed);
        thread.start();
    }

    private void run() {
        try {
            for (long record = 1; !stopping; record++) {
                if (record % MALFORMED_EVERY == 0) {
                    byte[] garbage = new byte[1 + random.nextInt(LARGEST_RECORD)];
                    garbage[0] = (byte) 0xff;
                    send(garbage, () -> malformed.incrementAndGet());
                } else {
                    send(1 + random.nextInt(LARGEST_RECORD));
                }
                Thread.sleep(RECORD_INTERVAL.toMillis());
            }
            producer.flush();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    private void send(byte[] value, Runnable onAcknowledged) {
        Future<RecordMetadata> unused = producer.send(new ProducerRecord<>(topic, value), (metadata, e) -> {
            if (e == null) {
                onAcknowledged.run();
            } else {
                failure = e;
            }
        });
    }

    private void send(int samples) {
        List<String> ids = new ArrayList<>();
        byte[] pixels = new byte[samples * PIXELS];
        for (int i = 0; i < samples; i++) {
            ids.add("sample-" + next++);
        }
        random.nextBytes(pixels);
        SampleBatch batch = SampleBatch.newBuilder()
                .addTensors(Tensor.newBuilder()
                        .setName(Cnn.IMAGE)
                        .setDataType(DataType.DATA_TYPE_UINT8)
                        .addAllShape(List.of((long) samples, 1L, 8L, 8L))
                        .setData(ByteString.copyFrom(pixels))
                        .setQuantization(Quantization.newBuilder().setScale(1f / 255)))
                .addAllSampleIds(ids)
                .build();
        send(batch.toByteArray(), () -> acknowledged.addAll(ids));
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

    /** Returns the ids of the samples that Kafka has acknowledged. */
    public Set<String> acknowledged() {
        return acknowledged;
    }

    /** Returns the number of malformed records that Kafka has acknowledged. */
    public long malformed() {
        return malformed.get();
    }

    @Override
    public void close() {
        stopping = true;
        thread.interrupt();
        producer.close(Duration.ZERO);
    }
}
