package io.alambic.bench.pipeline;

import io.alambic.bench.comparison.Comparison;
import io.alambic.bench.comparison.ComparisonSetup;
import io.alambic.bench.measure.Latencies;
import io.alambic.bench.measure.Pace;
import io.alambic.bench.measure.Spread;
import io.alambic.bench.measure.Throughput;
import io.alambic.bench.report.BenchReport;
import io.alambic.bench.report.Measure;
import io.alambic.bench.report.Row;
import io.alambic.bench.report.Section;
import io.alambic.bench.report.Target;
import io.alambic.bench.services.BenchCluster;
import io.alambic.bench.services.Chain;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Measures the time from the acknowledgement of a sample by Kafka until weights that have learned it answer over gRPC,
 * at a share of the highest throughput of both services, which is measured first.
 */
final class Freshness implements Comparison {

    private static final double MICROS = 1e6;
    private static final double SHARE = 0.8;
    private static final Target P50 = Target.atMost(1);
    private static final Target P99 = Target.atMost(3);

    /** A round covers several publications. */
    private static final int SLICES_PER_ROUND = 5;

    @Override
    public String name() {
        return "freshness";
    }

    @Override
    public String summary() {
        return "Seconds from Kafka's acknowledgement of a sample until weights that learned it answer over gRPC.";
    }

    @Override
    public Pace pace() {
        return Pace.OF_PROCESSES;
    }

    @Override
    public BenchReport run(ComparisonSetup setup) throws IOException, InterruptedException {
        String title = "freshness: seconds from acknowledged to served, at 80 % of the chain's capacity";
        setup.progress().accept(title);
        Pace pace = setup.stopwatch().pace();
        try (BenchCluster cluster = new BenchCluster(setup.home(), setup.seed());
                Chain chain = Chain.start(cluster, setup.seed())) {
            double[] most = chain.capacity(pace);
            double rate = SHARE * Spread.of(most).median();
            Duration round = pace.slice().multipliedBy(SLICES_PER_ROUND);
            Chain.Steady steady = chain.steady(rate, pace.rounds(), round);
            List<Latencies> seconds = steady.freshness();
            return new BenchReport(
                    name(),
                    List.of(
                            new Section(
                                    title,
                                    List.of(Measure.SECONDS),
                                    List.of(row("p50", seconds, 0.50, P50), row("p99", seconds, 0.99, P99))),
                            throughputs(most, steady.samplesPerSecond())));
        }
    }

    private static Row row(String name, List<Latencies> rounds, double share, Target target) {
        double[] seconds = rounds.stream()
                .mapToDouble(round -> round.micros(share) / MICROS)
                .toArray();
        return new Row(name, List.of(Spread.of(seconds)), Optional.of(target));
    }

    private static Section throughputs(double[] most, double[] steady) {
        double[] capacity = new double[steady.length];
        Arrays.fill(capacity, Spread.of(most).median());
        List<Throughput> all = List.of(
                new Throughput("as many as it can", Spread.of(most), Spread.exactly(1)),
                new Throughput("while freshness was measured", Spread.of(steady), Spread.ofRatios(steady, capacity)));
        return new Section(
                "freshness: samples/s that the student has learned or held out",
                List.of(Measure.SAMPLES_PER_SECOND, Measure.SAMPLES_PER_SECOND_RATIO),
                all.stream()
                        .map(one -> new Row(one.name(), List.of(one.samplesPerSecond(), one.ratio())))
                        .toList());
    }
}
