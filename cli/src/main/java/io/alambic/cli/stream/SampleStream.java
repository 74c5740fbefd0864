package io.alambic.cli.stream;

import io.alambic.cli.UserError;
import io.alambic.cli.dataset.IdxImages;
import io.alambic.topics.RecordLimits;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends images to a samples topic in their order. Not thread safe; owns its connection. */
public final class SampleStream implements AutoCloseable {

    private final KafkaProducer<byte[], byte[]> producer;
    private final String topic;
    private final List<IdxImages> tensors;
    private final Clock clock;
    private final AtomicReference<Exception> failure = new AtomicReference<>();
    private Future<RecordMetadata> last;
    private int sent;

    /**
     * A stream that has sent nothing yet.
     *
     * @param bootstrapServers of the cluster
     * @param topic the samples topic
     * @param tensors what to send: views of the same images
     * @param clock tells the event time of each record
     */
    public SampleStream(String bootstrapServers, String topic, List<IdxImages> tensors, Clock clock) {
        Map<String, Object> settings = new HashMap<>(RecordLimits.DEFAULT.producer());
        settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 15_000);
        settings.put(ProducerConfig.CLIENT_ID_CONFIG, "alambic-samples");
        try {
            this.producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        } catch (KafkaException e) {
            throw new UserError(
                    "'%s' is not a usable list of Kafka servers (%s).".formatted(bootstrapServers, rootMessage(e)), e);
        }
        this.topic = topic;
        this.tensors = List.copyOf(tensors);
        this.clock = clock;
    }

    /** Images sent so far. */
    public int sent() {
        return sent;
    }

    /**
     * Sends the next images as one record.
     *
     * @throws UserError if this or an earlier record could not be sent
     */
    public void send(int count) {
        byte[] value = SampleRecords.of(tensors, sent, count, clock.millis()).toByteArray();
        try {
            last = producer.send(new ProducerRecord<>(topic, value), (metadata, e) -> {
                if (e != null) {
                    failure.compareAndSet(null, e);
                }
            });
        } catch (KafkaException e) {
            failure.compareAndSet(null, e);
        }
        requireNoFailure();
        sent += count;
    }

    /**
     * Waits until the cluster has everything that was sent.
     *
     * @throws UserError if a record could not be sent
     */
    public void flush() throws InterruptedException {
        try {
            if (last != null) {
                producer.flush();
                last.get();
            }
        } catch (ExecutionException e) {
            failure.compareAndSet(null, e);
        }
        requireNoFailure();
    }

    private void requireNoFailure() {
        Exception e = failure.get();
        if (e != null) {
            throw new UserError("Samples could not be sent to topic '%s' (%s).".formatted(topic, rootMessage(e)), e);
        }
    }

    private static String rootMessage(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    }

    @Override
    public void close() {
        producer.close(java.time.Duration.ZERO);
    }
}
