package io.alambic.bench.services;

import io.alambic.bench.load.WeightsObserver;
import io.alambic.bench.measure.Latencies;
import io.alambic.bench.measure.Pace;
import io.alambic.cli.UserError;
import io.alambic.cli.observe.Metrics;
import io.alambic.kafka.TopicNames;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * A teacher and a student that run at once, with a producer of samples and an observer of the served weights. Used by
 * one thread.
 */
public final class Chain implements AutoCloseable {

    private static final int PER_RECORD = 16;

    /** Most samples in flight while the capacity is measured; neither service ever waits for more. */
    private static final int IN_FLIGHT = 8192;

    private static final int WARM_UP_SLICES = 5;
    private static final Duration LOOK = Duration.ofMillis(50);
    private static final Duration CALL_PAUSE = Duration.ofMillis(10);
    private static final double NANOS = 1e9;

    private final BenchCluster cluster;
    private final BenchCluster.Started student;
    private final PacedProducer producer;
    private final WeightsObserver observer;

    private Chain(BenchCluster cluster, BenchCluster.Started student, PacedProducer producer) {
        this.cluster = cluster;
        this.student = student;
        this.producer = producer;
        this.observer = new WeightsObserver(student.grpc(), CALL_PAUSE);
    }

    /** Starts both services with default settings. */
    public static Chain start(BenchCluster cluster, long seed) throws IOException, InterruptedException {
        TopicNames topics = cluster.topics("chain");
        cluster.teacher("teacher", topics, Map.of());
        BenchCluster.Started student = cluster.student("student", topics, BenchCluster.EVERY_CANDIDATE_SERVES);
        List<byte[]> records = new Backlog(cluster.bootstrapServers(), seed).records(PER_RECORD);
        return new Chain(
                cluster, student, new PacedProducer(cluster.bootstrapServers(), topics.samples(), records, PER_RECORD));
    }

    /** Measures samples per second under saturation, round by round; returns once all samples are learned. */
    public double[] capacity(Pace pace) throws InterruptedException {
        cluster.await("the first sample is learned", () -> {
            producer.send();
            return settled() > 0;
        });
        flood(pace.slice().multipliedBy(WARM_UP_SLICES));
        double[] rates = new double[pace.rounds()];
        for (int round = 0; round < rates.length; round++) {
            rates[round] = flood(pace.slice());
        }
        settle();
        return rates;
    }

    private double flood(Duration length) throws InterruptedException {
        long start = System.nanoTime();
        long before = settled();
        long settled = before;
        long now = start;
        while (now - start < length.toNanos()) {
            while (producer.samples() - settled < IN_FLIGHT) {
                producer.send();
            }
            Thread.sleep(LOOK.toMillis());
            settled = settled();
            now = System.nanoTime();
        }
        if (settled == before) {
            throw new UserError("The student has learned nothing in %,d ms.".formatted(length.toMillis()));
        }
        return (settled - before) * NANOS / (now - start);
    }

    /**
     * Result of a steady stream, round by round.
     *
     * @param freshness from acknowledged to served, of each record
     * @param samplesPerSecond that the student learned or held out
     */
    public record Steady(List<Latencies> freshness, double[] samplesPerSecond) {}

    /** Streams samples at a steady rate. */
    public Steady steady(double rate, int rounds, Duration round) throws InterruptedException {
        producer.sendUntil(System.nanoTime() + round.toNanos(), rate);
        producer.takeAcknowledged();
        List<List<PacedProducer.Acknowledged>> sent = new ArrayList<>();
        double[] rates = new double[rounds];
        for (int i = 0; i < rounds; i++) {
            long start = System.nanoTime();
            long before = settled();
            producer.sendUntil(start + round.toNanos(), rate);
            rates[i] = (settled() - before) * NANOS / (System.nanoTime() - start);
            sent.add(producer.takeAcknowledged());
        }
        long last = sent.get(rounds - 1).get(sent.get(rounds - 1).size() - 1).eventMillis();
        cluster.await("the samples are served", () -> {
            producer.sendUntil(System.nanoTime() + LOOK.toNanos(), rate);
            return observer.seenBeyond(last).isPresent();
        });
        settle();
        return new Steady(sent.stream().map(this::freshness).toList(), rates);
    }

    /** A record counts as served once weights answer that have learned from a newer one. */
    private Latencies freshness(List<PacedProducer.Acknowledged> records) {
        Latencies latencies = new Latencies();
        for (PacedProducer.Acknowledged record : records) {
            OptionalLong seen = observer.seenBeyond(record.eventMillis());
            latencies.record(seen.orElseThrow() - record.nanos());
        }
        return latencies;
    }

    /** Waits until every sample is learned or held out, exactly once. */
    private void settle() throws InterruptedException {
        cluster.await("every sample is learned", () -> settled() >= producer.samples());
        if (settled() != producer.samples()) {
            throw new UserError("The student learned %,d samples of %,d.".formatted(settled(), producer.samples()));
        }
        if (!observer.hasAnswer()) {
            throw new UserError("The student has not answered any call.");
        }
    }

    private long settled() throws InterruptedException {
        Metrics metrics = student.metrics();
        return metrics.count(BenchCluster.STUDENT_SAMPLES, "fate", "trained")
                + metrics.count(BenchCluster.STUDENT_SAMPLES, "fate", "held_out");
    }

    @Override
    public void close() throws InterruptedException {
        producer.close();
        observer.close();
    }
}
