package io.alambic.cli.stream;

import io.alambic.cli.UserError;
import io.alambic.client.samples.Placed;
import io.alambic.client.samples.ProducerSettings;
import io.alambic.client.samples.SampleException;
import io.alambic.client.samples.SampleProducer;
import io.alambic.datasets.LabelledSamples;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Sends samples to a samples topic in order. Not thread safe; owns its connection. */
public final class SampleStream implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 15_000;

    private final SampleProducer producer;
    private final LabelledSamples samples;
    private final Clock clock;
    private CompletableFuture<Placed> acknowledged = CompletableFuture.completedFuture(null);
    private int sent;

    /**
     * Creates a stream that has not sent anything yet.
     *
     * @param bootstrapServers of the cluster
     * @param topic the samples topic
     * @param samples to send
     * @param clock provides the event time of each record
     */
    public SampleStream(String bootstrapServers, String topic, LabelledSamples samples, Clock clock) {
        try {
            this.producer = new SampleProducer(ProducerSettings.of(bootstrapServers)
                    .withTopic(topic)
                    .withKafka(Map.of("max.block.ms", TIMEOUT_MILLIS)));
        } catch (SampleException e) {
            throw new UserError(
                    "'%s' is not a usable list of Kafka servers: %s.".formatted(bootstrapServers, e.getMessage()), e);
        }
        this.samples = samples;
        this.clock = clock;
    }

    /** Returns the number of samples sent so far. */
    public int sent() {
        return sent;
    }

    /**
     * Sends the next samples as one record.
     *
     * @param most samples of the record; fewer if the next ones differ in shape
     * @return how many were sent
     * @throws UserError if this or an earlier record could not be sent
     */
    public int send(int most) {
        int count = samples.together(sent, most);
        acknowledged = acknowledged.thenCombine(
                producer.sendRecord(null, SampleRecords.of(samples, sent, count, clock.instant())),
                (before, now) -> now);
        if (acknowledged.isCompletedExceptionally()) {
            requireAcknowledged();
        }
        sent += count;
        return count;
    }

    /**
     * Waits until the cluster has acknowledged everything that was sent.
     *
     * @throws UserError if a record could not be sent
     */
    public void flush() {
        producer.flush();
        requireAcknowledged();
    }

    private void requireAcknowledged() {
        try {
            acknowledged.join();
        } catch (CompletionException e) {
            throw new UserError(e.getCause().getMessage() + ".", e);
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ZERO);
    }
}
