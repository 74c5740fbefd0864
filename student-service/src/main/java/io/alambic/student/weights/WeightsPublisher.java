package io.alambic.student.weights;

import io.alambic.student.registry.ServedModel;
import io.alambic.student.registry.ServedModels;
import io.alambic.v1.WeightsManifest;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes the current weights to the weights topic: after each promotion, pin and roll back. Neither training nor
 * serving waits for it; while it writes, only the newest weights wait. Each set of weights is one transaction that ends
 * with its manifest.
 *
 * <p>After a failure it tries again with the weights that are newest then. Once another trainer of the same name
 * publishes, this one stops publishing.
 */
public final class WeightsPublisher {

    private static final Logger LOG = LoggerFactory.getLogger(WeightsPublisher.class);
    private static final int PARTITION = 0;
    private static final long FIRST_RETRY_MS = 500;
    private static final long LAST_RETRY_MS = 30_000;

    /** Chunks that wait for the broker at most, so that none waits long for its place in the producer's memory. */
    private static final int CHUNKS_AHEAD = 16;

    private static final double NANOS_PER_SECOND = 1e9;

    private final ServedModels models;
    private final Supplier<Producer<byte[], byte[]>> producers;
    private final WeightsSettings settings;
    private final String student;
    private final String model;
    private final LongSupplier nanoClock;
    private final PublicationListener listener;
    private final WeightsKeys keys;
    private Producer<byte[], byte[]> producer;
    private ServedModel published;
    private long retryMs = FIRST_RETRY_MS;
    private long notBefore;
    private boolean changed;
    private boolean stopping;

    /**
     * Creates a publisher, which {@link #run} starts.
     *
     * @param producers creates a producer with the transactional id of the student
     * @param student name of the student
     * @param model fingerprint of its architecture
     * @param nanoClock monotonic time in nanoseconds
     */
    public WeightsPublisher(
            ServedModels models,
            Supplier<Producer<byte[], byte[]>> producers,
            WeightsSettings settings,
            String student,
            String model,
            LongSupplier nanoClock,
            PublicationListener listener) {
        this.models = models;
        this.producers = producers;
        this.settings = settings;
        this.student = student;
        this.model = model;
        this.nanoClock = nanoClock;
        this.listener = listener;
        this.keys = new WeightsKeys(student);
    }

    /** Publishes until stopped, or another trainer of the same name does. */
    public void run() throws InterruptedException {
        try (ServedModels.Watch watch = models.watchChanges(this::changed)) {
            changed();
            boolean fenced = false;
            while (!fenced && awaitChange()) {
                fenced = publishOrRetry();
            }
        } finally {
            closeProducer();
        }
    }

    private synchronized void changed() {
        changed = true;
        notifyAll();
    }

    /** Waits for weights to publish, and until the bytes of the last ones allow it; returns false once the publisher is stopped. */
    private synchronized boolean awaitChange() throws InterruptedException {
        while (!changed && !stopping) {
            wait();
        }
        long left = notBefore - nanoClock.getAsLong();
        while (left > 0 && !stopping) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
            left = notBefore - nanoClock.getAsLong();
        }
        boolean some = changed;
        changed = false;
        return some;
    }

    private boolean publishOrRetry() throws InterruptedException {
        try {
            publish();
            retryMs = FIRST_RETRY_MS;
            return false;
        } catch (KafkaException e) {
            closeProducer();
            Throwable reason = e.getCause() instanceof KafkaException cause ? cause : e;
            listener.publicationFailed(String.valueOf(reason.getMessage()));
            if (reason instanceof ProducerFencedException) {
                LOG.error(
                        "topic={} Weights are no longer published: another trainer is called '{}'",
                        settings.topic(),
                        student);
                return true;
            }
            LOG.warn(
                    "topic={} Weights could not be published, which is tried again: {}",
                    settings.topic(),
                    reason.getMessage());
            pause();
            return false;
        } catch (IllegalArgumentException e) {
            closeProducer();
            listener.publicationFailed(String.valueOf(e.getMessage()));
            LOG.warn(
                    "topic={} These weights are not published; the next ones are tried: {}",
                    settings.topic(),
                    e.getMessage());
            return false;
        }
    }

    private synchronized void pause() throws InterruptedException {
        changed = !stopping;
        if (!stopping) {
            TimeUnit.MILLISECONDS.timedWait(this, retryMs);
            retryMs = Math.min(2 * retryMs, LAST_RETRY_MS);
        }
    }

    private void publish() {
        Optional<ServedModels.Lease> lease = models.lease();
        if (lease.isEmpty()) {
            return;
        }
        try (ServedModels.Lease open = lease.get()) {
            ServedModel current = open.model();
            if (current != published) {
                long start = nanoClock.getAsLong();
                long bytes = send(new OutgoingWeights(current, student, model, settings));
                published = current;
                notBefore = start + (long) ((double) bytes / settings.bytesPerSecond() * NANOS_PER_SECOND);
                listener.published(current.version(), bytes);
            }
        }
    }

    /** Writes weights in one transaction and returns their bytes. */
    private long send(OutgoingWeights weights) {
        if (producer == null) {
            producer = producers.get();
            producer.initTransactions();
        }
        producer.beginTransaction();
        WeightsManifest manifest = weights.write(chunk -> {
            send(keys.chunk(chunk.getIndex()), chunk.toByteArray());
            if (chunk.getIndex() % CHUNKS_AHEAD == CHUNKS_AHEAD - 1) {
                producer.flush();
            }
        });
        send(keys.manifest(), manifest.toByteArray());
        producer.commitTransaction();
        return manifest.getByteCount();
    }

    /** If this fails, the commit fails too. */
    private void send(byte[] key, byte[] value) {
        Future<RecordMetadata> unused = producer.send(new ProducerRecord<>(settings.topic(), PARTITION, key, value));
    }

    private void closeProducer() {
        if (producer != null) {
            producer.close(Duration.ZERO);
            producer = null;
        }
    }

    /** Makes {@link #run} return after it has tried to publish earlier changes. Any thread may call it. */
    public synchronized void stop() {
        stopping = true;
        notifyAll();
    }
}
