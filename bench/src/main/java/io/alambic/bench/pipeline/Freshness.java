package io.alambic.bench.pipeline;

import io.alambic.bench.comparison.ComparisonSetup;
import io.alambic.bench.load.WeightsObserver;
import io.alambic.bench.measure.Compared;
import io.alambic.bench.measure.Latencies;
import io.alambic.bench.measure.Pace;
import io.alambic.bench.measure.Spread;
import io.alambic.bench.report.Measure;
import io.alambic.bench.report.Row;
import io.alambic.bench.report.Section;
import io.alambic.bench.report.Target;
import io.alambic.bench.services.Backlog;
import io.alambic.bench.services.BenchCluster;
import io.alambic.bench.services.PacedProducer;
import io.alambic.cli.UserError;
import io.alambic.cli.observe.Metrics;
import io.alambic.kafka.TopicNames;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Measures the time from the acknowledgement of a sample by Kafka until weights that have learned it answer over gRPC,
 * at a share of the highest throughput of both services, which is measured first: a teacher and a student that run at once,
 * with a producer of samples and an observer of the served weights. Used by one thread.
 */
final class Freshness implements AutoCloseable {

    private static final double SHARE = 0.8;
    private static final Target P50 = Target.atMost(1);
    private static final Target P99 = Target.atMost(3);

    /** A round covers several publications. */
    private static final int SLICES_PER_ROUND = 5;

    private static final int PER_RECORD = 16;

    /** Most samples in flight while the capacity is measured; neither service ever waits for more. */
    private static final int IN_FLIGHT = 8192;

    private static final int WARM_UP_SLICES = 5;
    private static final Duration LOOK = Duration.ofMillis(50);
    private static final Duration CALL_PAUSE = Duration.ofMillis(10);
    private static final double NANOS = 1e9;
    private static final double MICROS = 1e6;

    private final BenchCluster cluster;
    private final BenchCluster.Started student;
    private final PacedProducer producer;
    private final WeightsObserver observer;

    static List<Section> run(ComparisonSetup setup) throws IOException, InterruptedException {
        String title = "freshness: seconds from acknowledged to served, at 80 % of the chain's capacity";
        setup.progress().accept(title);
        Pace pace = setup.pace();
        try (BenchCluster cluster = new BenchCluster(setup.home(), setup.seed());
                Freshness chain = start(cluster, setup.seed())) {
            double[] most = chain.capacity(pace);
            double rate = SHARE * Spread.of(most).median();
            Duration round = pace.slice().multipliedBy(SLICES_PER_ROUND);
            Steady steady = chain.steady(rate, pace.rounds(), round);
            List<Latencies> seconds = steady.freshness();
            return List.of(
                    new Section(
                            title,
                            List.of(Measure.SECONDS),
                            List.of(row("p50", seconds, 0.50, P50), row("p99", seconds, 0.99, P99))),
                    throughputs(most, steady.samplesPerSecond()));
        }
    }

    private static Row row(String name, List<Latencies> rounds, double share, Target target) {
        Spread seconds = Spread.of(rounds, round -> round.micros(share) / MICROS);
        return Row.withTarget(name, seconds, target);
    }

    private static Section throughputs(double[] most, double[] steady) {
        double[] capacity = new double[steady.length];
        Arrays.fill(capacity, Spread.of(most).median());
        return Section.comparing(
                "freshness: samples/s that the student has learned or held out",
                Measure.SAMPLES_PER_SECOND,
                List.of(
                        new Compared("as many as it can", Spread.of(most), Spread.exactly(1)),
                        new Compared(
                                "while freshness was measured", Spread.of(steady), Spread.ofRatios(steady, capacity))));
    }

    private Freshness(BenchCluster cluster, BenchCluster.Started student, PacedProducer producer) {
        this.cluster = cluster;
        this.student = student;
        this.producer = producer;
        this.observer = new WeightsObserver(student.grpc(), CALL_PAUSE);
    }

    /** Starts both services with default settings. */
    private static Freshness start(BenchCluster cluster, long seed) throws IOException, InterruptedException {
        TopicNames topics = cluster.topics("chain", 1);
        cluster.teacher("teacher", topics, Map.of());
        BenchCluster.Started student = cluster.student("student", topics, BenchCluster.EVERY_CANDIDATE_SERVES);
        List<byte[]> records = new Backlog(cluster.bootstrapServers(), seed).records(PER_RECORD);
        return new Freshness(
                cluster, student, new PacedProducer(cluster.bootstrapServers(), topics.samples(), records, PER_RECORD));
    }

    /** Measures samples per second under saturation, round by round; returns once all samples are learned. */
    private double[] capacity(Pace pace) throws InterruptedException {
        cluster.await("the first sample is learned", () -> {
            producer.send();
            return settled() > 0;
        });
        flood(pace.warmUp(WARM_UP_SLICES));
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
    private record Steady(List<Latencies> freshness, double[] samplesPerSecond) {}

    /** Streams samples at a steady rate. */
    private Steady steady(double rate, int rounds, Duration round) throws InterruptedException {
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
