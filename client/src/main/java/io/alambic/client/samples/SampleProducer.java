package io.alambic.client.samples;

import io.alambic.v1.SampleBatch;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Produces samples, which it joins into records until these are full or have waited long enough. Samples are
 * acknowledged once every in-sync replica has them; from then on Alambic's guarantees hold for them. Thread
 * safe; samples of one thread keep their order within a partition. If Kafka is slower than the samples arrive,
 * sending blocks (at most {@code max.block.ms}). Owns its connections until it is closed.
 */
public final class SampleProducer implements AutoCloseable {

    private final ProducerSettings settings;
    private final Producer<byte[], byte[]> kafka;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "alambic-samples-linger");
        thread.setDaemon(true);
        return thread;
    });
    private OpenRecord open;
    private ScheduledFuture<?> departure;
    private boolean closed;

    /**
     * Creates a producer and connects immediately.
     *
     * @throws SampleException if Kafka rejects the settings
     */
    public SampleProducer(ProducerSettings settings) {
        this.settings = settings;
        this.open = new OpenRecord(settings.linger());
        try {
            this.kafka = new KafkaProducer<>(settings.producer(), new ByteArraySerializer(), new ByteArraySerializer());
        } catch (KafkaException e) {
            timer.shutdown();
            throw new SampleException(settings.topic(), e);
        }
    }

    /**
     * Sends samples, possibly in one record with others.
     *
     * @return the position of the samples, once they are acknowledged; fails with a {@link SampleException} if
     *     they are not. The future completes on a Kafka thread, which dependent stages must not block
     * @throws IllegalStateException if the producer is closed
     */
    public synchronized CompletableFuture<Placed> send(Samples samples) {
        requireOpen();
        boolean full = open.count() + samples.count() > settings.maxSamples()
                || open.bytes() + samples.bytes() > settings.maxBytes();
        if (!open.isEmpty() && (full || !open.takes(samples))) {
            depart();
        }
        CompletableFuture<Placed> acknowledged = open.add(samples);
        if (open.count() >= settings.maxSamples()
                || open.bytes() >= settings.maxBytes()
                || settings.linger().isZero()) {
            depart();
        } else if (departure == null) {
            departure = timer.schedule(this::flushOpen, settings.linger().toNanos(), TimeUnit.NANOSECONDS);
        }
        return acknowledged;
    }

    /**
     * Sends samples immediately, in a record of their own.
     *
     * @param key chooses the partition; records with the same key keep their order; null for any partition
     * @throws IllegalStateException if the producer is closed
     */
    public synchronized CompletableFuture<Placed> sendRecord(byte[] key, Samples samples) {
        requireOpen();
        depart();
        OpenRecord own = new OpenRecord(settings.linger());
        CompletableFuture<Placed> acknowledged = own.add(samples);
        write(key, own);
        return acknowledged;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the producer of topic '%s' is closed".formatted(settings.topic()));
        }
    }

    private synchronized void flushOpen() {
        if (!closed) {
            depart();
        }
    }

    private void depart() {
        if (departure != null) {
            departure.cancel(false);
            departure = null;
        }
        if (!open.isEmpty()) {
            OpenRecord leaving = open;
            open = new OpenRecord(settings.linger());
            write(null, leaving);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the callback hears what became of it
    private void write(byte[] key, OpenRecord record) {
        SampleBatch batch = record.joined().toProto();
        int largest = settings.limits().maxRecordBytes();
        if (batch.getSerializedSize() > largest) {
            record.failed(new SampleException(
                    settings.topic(),
                    new RecordTooLargeException("the record has %d bytes, but the largest allowed has %d"
                            .formatted(batch.getSerializedSize(), largest))));
            return;
        }
        try {
            kafka.send(new ProducerRecord<>(settings.topic(), key, batch.toByteArray()), (place, error) -> {
                if (error == null) {
                    record.acknowledged(place.topic(), place.partition(), place.offset());
                } else {
                    record.failed(new SampleException(settings.topic(), error));
                }
            });
        } catch (KafkaException | IllegalStateException e) {
            record.failed(new SampleException(settings.topic(), e));
        }
    }

    /** Sends waiting samples, and waits until everything sent so far is acknowledged or has failed. */
    public void flush() {
        synchronized (this) {
            requireOpen();
            depart();
        }
        kafka.flush();
    }

    /** Sends waiting samples, and waits for acknowledgements for at most Kafka's {@code delivery.timeout.ms}. */
    @Override
    public void close() {
        close(Duration.ofMillis(Long.MAX_VALUE));
    }

    /** Closes like {@link #close()}, but waits at most this long; samples that are not acknowledged by then fail. */
    public void close(Duration timeout) {
        synchronized (this) {
            if (closed) {
                return;
            }
            depart();
            closed = true;
        }
        timer.shutdownNow();
        kafka.close(timeout);
    }
}
