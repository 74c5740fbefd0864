package io.alambic.bench.services;

import io.alambic.cli.UserError;
import io.alambic.kafka.RecordLimits;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Writes sample records one by one, each with its own event time, and records when Kafka acknowledged it. Used by one
 * thread.
 */
public final class PacedProducer implements AutoCloseable {

    private static final double NANOS = 1e9;

    private final String topic;
    private final List<byte[]> records;
    private final int perRecord;
    private final KafkaProducer<byte[], byte[]> producer;
    private final BlockingQueue<Acknowledged> acknowledged = new LinkedBlockingQueue<>();
    private final AtomicReference<Exception> failure = new AtomicReference<>();
    private long sent;
    private long lastMillis;

    /**
     * A producer of one topic.
     *
     * @param records values that it writes in turn
     * @param perRecord samples of each
     */
    public PacedProducer(String bootstrapServers, String topic, List<byte[]> records, int perRecord) {
        this.topic = topic;
        this.records = records;
        this.perRecord = perRecord;
        Map<String, Object> settings = new HashMap<>(RecordLimits.DEFAULT.producer());
        settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        this.producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /**
     * An acknowledged record.
     *
     * @param eventMillis its event time, milliseconds since 1970; no other record's
     * @param nanos when the acknowledgement came
     */
    public record Acknowledged(long eventMillis, long nanos) {}

    /**
     * Writes one record.
     *
     * @throws UserError if an earlier one was refused
     */
    public void send() {
        if (failure.get() != null) {
            throw new UserError("%s does not take samples (%s)."
                    .formatted(topic, failure.get().getMessage()));
        }
        long millis = Math.max(System.currentTimeMillis(), lastMillis + 1);
        lastMillis = millis;
        byte[] value = records.get((int) (sent % records.size()));
        sent++;
        Future<RecordMetadata> unused =
                producer.send(new ProducerRecord<>(topic, null, millis, null, value), (metadata, e) -> {
                    if (e == null) {
                        acknowledged.add(new Acknowledged(millis, System.nanoTime()));
                    } else {
                        failure.set(e);
                    }
                });
    }

    /**
     * Writes records at a steady rate until a moment.
     *
     * @param samplesPerSecond more than 0
     */
    public void sendUntil(long endNanos, double samplesPerSecond) {
        long interval = (long) (perRecord * NANOS / samplesPerSecond);
        for (long due = System.nanoTime(); due < endNanos; due += interval) {
            for (long now = System.nanoTime(); now < due; now = System.nanoTime()) {
                LockSupport.parkNanos(due - now);
            }
            send();
        }
    }

    /** Returns the number of samples written so far. */
    public long samples() {
        return sent * perRecord;
    }

    /** Returns the records acknowledged since the last call, in order. */
    public List<Acknowledged> takeAcknowledged() {
        List<Acknowledged> taken = new ArrayList<>();
        acknowledged.drainTo(taken);
        return taken;
    }

    @Override
    public void close() {
        producer.close();
    }
}
