package io.alambic.bench.pipeline;

import io.alambic.bench.baseline.SlowDevice;
import io.alambic.bench.comparison.ComparisonSetup;
import io.alambic.bench.measure.Pace;
import io.alambic.bench.measure.Spread;
import io.alambic.bench.report.Measure;
import io.alambic.bench.report.Row;
import io.alambic.bench.report.Section;
import io.alambic.bench.report.Target;
import io.alambic.bench.services.Backlog;
import io.alambic.bench.services.BenchCluster;
import io.alambic.core.zoo.Cnn;
import io.alambic.kafka.TopicNames;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Compares what several teachers of one consumer group get through with as many times what one does. Each asks a model
 * elsewhere that takes a fixed time for a batch, as an accelerator of its own would, so that the processors of this machine
 * bound nothing.
 */
final class Scale {

    /** Sizes of the group, in rising order; no more of them than rounds. */
    private static final List<Integer> SIZES = List.of(1, 2, 4, 8);

    private static final int PARTITIONS = 8;
    private static final Target TARGET = Target.atLeast(0.95);
    private static final int BATCH = 128;
    private static final Duration DEVICE = Duration.ofMillis(250);

    /** Small, so that bandwidth bounds nothing either. */
    private static final List<Integer> IMAGE = List.of(1, 8, 8);

    /** One measurement covers several batches of each teacher. */
    private static final int SLICES = 2;

    private static final Duration TO_REBALANCE = Duration.ofSeconds(60);
    private static final double NANOS = 1e9;

    private Scale() {}

    static List<Section> run(ComparisonSetup setup) throws IOException, InterruptedException {
        String title = "scale: samples/s, %d ms for a batch of %d, %d partitions; the ratio is to linear"
                .formatted(DEVICE.toMillis(), BATCH, PARTITIONS);
        setup.progress().accept(title);
        Pace pace = setup.pace();
        Duration slice = pace.slice().multipliedBy(SLICES);
        List<Integer> sizes = SIZES.subList(0, Math.min(SIZES.size(), pace.rounds()));
        List<Row> rows = new ArrayList<>();
        try (SlowDevice device = new SlowDevice(Cnn.IMAGE, IMAGE, DEVICE);
                BenchCluster cluster = new BenchCluster(setup.home(), setup.seed())) {
            TopicNames topics = cluster.topics("scale", PARTITIONS);
            new Backlog(cluster.bootstrapServers(), setup.seed(), IMAGE)
                    .spread(topics.samples(), PARTITIONS, samples(slice.multipliedBy(pace.rounds())), BATCH);
            Map<String, String> settings = Map.of(
                    "alambic.teacher.model",
                    device.model(),
                    "alambic.teacher.feature-maps",
                    "",
                    "alambic.teacher.max-batch",
                    Integer.toString(BATCH),
                    "alambic.teacher.application-id",
                    "scale");
            List<BenchCluster.Started> teachers = new ArrayList<>();
            double one = 0;
            for (int size : sizes) {
                while (teachers.size() < size) {
                    teachers.add(cluster.teacher("teacher-" + teachers.size(), topics, settings));
                }
                // A teacher that joins stops the others for a while.
                cluster.await(
                        "each of %d teachers has its share of the partitions".formatted(size),
                        () -> taught(teachers, slice).stream().allMatch(samples -> samples > 0));
                double[] rates = new double[pace.rounds()];
                for (int round = 0; round < rates.length; round++) {
                    rates[round] = samplesPerSecond(teachers, slice);
                }
                one = size == 1 ? Spread.of(rates).median() : one;
                double linear = size * one;
                double[] shares =
                        Arrays.stream(rates).map(rate -> rate / linear).toArray();
                rows.add(new Row("teachers: " + size, List.of(Spread.of(rates), Spread.of(shares))));
            }
        }
        return List.of(new Section(
                title,
                List.of(Measure.SAMPLES_PER_SECOND, Measure.SAMPLES_PER_SECOND_RATIO),
                rows,
                Optional.of(TARGET)));
    }

    /** Returns as many samples as ideal devices process during all measurements and starts. */
    private static long samples(Duration measured) {
        long batches = measured.plus(TO_REBALANCE).dividedBy(DEVICE);
        return BATCH * batches * SIZES.stream().mapToInt(Integer::intValue).sum();
    }

    /** Measures all of them together. */
    private static double samplesPerSecond(List<BenchCluster.Started> teachers, Duration slice)
            throws InterruptedException {
        long start = System.nanoTime();
        double samples = taught(teachers, slice).stream().reduce(0L, Long::sum);
        return samples * NANOS / (System.nanoTime() - start);
    }

    /** Returns the samples that each has taught within a slice. */
    private static List<Long> taught(List<BenchCluster.Started> teachers, Duration slice) throws InterruptedException {
        List<Long> samples = new ArrayList<>();
        for (BenchCluster.Started teacher : teachers) {
            samples.add(-teacher.metrics().count(BenchCluster.TEACHER_SAMPLES, "fate", "taught"));
        }
        Thread.sleep(slice.toMillis());
        for (int i = 0; i < teachers.size(); i++) {
            long after = teachers.get(i).metrics().count(BenchCluster.TEACHER_SAMPLES, "fate", "taught");
            samples.set(i, samples.get(i) + after);
        }
        return samples;
    }
}
