package io.alambic.bench.pipeline;

import io.alambic.bench.baseline.SlowDevice;
import io.alambic.bench.comparison.Comparison;
import io.alambic.bench.comparison.ComparisonSetup;
import io.alambic.bench.measure.Pace;
import io.alambic.bench.measure.Spread;
import io.alambic.bench.report.BenchReport;
import io.alambic.bench.report.Measure;
import io.alambic.bench.report.Row;
import io.alambic.bench.report.Section;
import io.alambic.bench.report.Target;
import io.alambic.bench.services.Backlog;
import io.alambic.bench.services.BenchCluster;
import io.alambic.bench.services.TeacherGroup;
import io.alambic.core.zoo.Cnn;
import io.alambic.kafka.TopicNames;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Teachers of one consumer group, one after the other, up to several: what all of them get through, against as many times
 * what one does. Each asks a model elsewhere that takes a fixed time for a batch, as an accelerator of its own would, so that
 * the processors of this machine bound nothing.
 *
 * @param sizes of the group, in rising order, the first of them 1
 */
record Scale(List<Integer> sizes) implements Comparison {

    private static final Target TARGET = Target.atLeast(0.95);
    private static final int BATCH = 128;
    private static final Duration DEVICE = Duration.ofMillis(250);

    /** Small, so that bandwidth bounds nothing either. */
    private static final List<Integer> IMAGE = List.of(1, 8, 8);

    /** One measurement covers several batches of each teacher. */
    private static final int SLICES = 2;

    private static final Duration TO_REBALANCE = Duration.ofSeconds(60);

    Scale {
        sizes = List.copyOf(sizes);
    }

    /** Measures one, two, four and eight teachers. */
    static Scale toEight() {
        return new Scale(List.of(1, 2, 4, 8));
    }

    @Override
    public String name() {
        return "scale";
    }

    @Override
    public String summary() {
        return "Samples per second of several teachers, each with a device of its own, against that many times one.";
    }

    @Override
    public Pace pace() {
        return Pace.OF_PROCESSES;
    }

    @Override
    public BenchReport run(ComparisonSetup setup) throws IOException, InterruptedException {
        int most = sizes.get(sizes.size() - 1);
        String title = "scale: samples/s, %d ms for a batch of %d, %d partitions; the ratio is to linear"
                .formatted(DEVICE.toMillis(), BATCH, most);
        setup.progress().accept(title);
        Pace pace = setup.stopwatch().pace();
        Duration slice = pace.slice().multipliedBy(SLICES);
        List<Row> rows = new ArrayList<>();
        try (SlowDevice device = new SlowDevice(Cnn.IMAGE, IMAGE, DEVICE);
                BenchCluster cluster = new BenchCluster(setup.home(), setup.seed())) {
            TopicNames topics = cluster.topics("scale", most);
            new Backlog(cluster.bootstrapServers(), setup.seed(), IMAGE)
                    .spread(topics.samples(), most, samples(slice.multipliedBy(pace.rounds())), BATCH);
            TeacherGroup group = new TeacherGroup(
                    cluster,
                    topics,
                    Map.of(
                            "alambic.teacher.model",
                            device.model(),
                            "alambic.teacher.feature-maps",
                            "",
                            "alambic.teacher.max-batch",
                            Integer.toString(BATCH),
                            "alambic.teacher.application-id",
                            "scale"));
            double[] one = new double[pace.rounds()];
            for (int size : sizes) {
                group.growTo(size, slice);
                double[] rates = new double[pace.rounds()];
                for (int round = 0; round < rates.length; round++) {
                    rates[round] = group.samplesPerSecond(slice);
                }
                if (size == 1) {
                    one = rates;
                }
                double linear = size * Spread.of(one).median();
                double[] shares =
                        Arrays.stream(rates).map(rate -> rate / linear).toArray();
                rows.add(new Row(
                        size == 1 ? "1 teacher" : size + " teachers", List.of(Spread.of(rates), Spread.of(shares))));
            }
        }
        List<Measure> measures = List.of(Measure.SAMPLES_PER_SECOND, Measure.SAMPLES_PER_SECOND_RATIO);
        return new BenchReport(name(), List.of(new Section(title, measures, rows).with(TARGET)));
    }

    /** Returns as many samples as ideal devices process during all measurements and starts. */
    private long samples(Duration measured) {
        long batches = measured.plus(TO_REBALANCE).dividedBy(DEVICE);
        return BATCH * batches * sizes.stream().mapToInt(Integer::intValue).sum();
    }
}
