package io.alambic.bench.pipeline;

import io.alambic.bench.comparison.ComparisonSetup;
import io.alambic.bench.measure.Spread;
import io.alambic.bench.report.Measure;
import io.alambic.bench.report.Row;
import io.alambic.bench.report.Section;
import io.alambic.bench.report.Target;
import io.alambic.bench.services.BenchCluster;
import io.alambic.cli.UserError;
import io.alambic.cli.observe.Metrics;
import io.alambic.core.checkpoint.CheckpointFile;
import io.alambic.kafka.TopicNames;
import io.alambic.launch.Footprint;
import io.alambic.launch.Jvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What share of the time a student trains, beside publications, judgements and checkpoints, whatever its size; and how long it takes to
 * stop with a whole checkpoint. All sizes have the same small heap. One student runs at a time, from its second checkpoint to its third.
 */
final class Size {

    private static final Jvm HEAP = new Jvm(256);
    private static final Target STEPS = Target.atLeast(0.9);
    private static final Target STOPPED = Target.atMost(25);
    private static final Target STATED = Target.atMost(1.05);
    private static final Duration GRACE = Duration.ofSeconds(60);
    private static final Duration LONGEST = Duration.ofMinutes(10);

    /** A shorter run has no time for larger students than the smallest, whose checkpoints are further apart. */
    private static final Duration LONG_SLICE = Duration.ofSeconds(1);

    /** Slices from one checkpoint to the next at least: with the usual slices, the time that is set unless told otherwise. */
    private static final int SLICES_PER_CHECKPOINT = 5;

    private static final int CHECKPOINTS_OF_SAMPLES = 3;
    private static final String STEP_SECONDS = "alambic_student_step_seconds_sum";
    private static final String UPKEEP = "alambic_student_upkeep_seconds_count";
    private static final double NANOS = 1e9;
    private static final double MEBI = 1 << 20;

    /** Weights, gradients, two moments, a copy for the candidate, and one for each of the three versions that serve. */
    private static final int STATED_WEIGHTS = 8;

    /** What a checkpoint holds of them: weights and moments. */
    private static final int WEIGHTS_OF_A_CHECKPOINT = 3;

    private static final List<Student> STUDENTS = List.of(
            new Student("0.1 million parameters, cnn", false, Map.of()),
            new Student("4 million, mlp", true, Map.of("alambic.student.model.dense", "2000,1200")),
            new Student("64 million, mlp", true, Map.of("alambic.student.model.dense", "8000,7200")));

    private Size() {}

    /**
     * What a student takes.
     *
     * @param resident memory, bytes
     * @param weights bytes
     */
    private record Memory(String student, long resident, long weights) {

        /** Compares it with what docs/performance.md states, beside what the smallest student takes. */
        Section against(Memory smallest) {
            double stated = smallest.resident() + STATED_WEIGHTS * (double) weights;
            return new Section(
                    "size: resident memory, " + student,
                    List.of(Measure.MEBIBYTES, Measure.MEBIBYTES_RATIO),
                    List.of(
                            row(
                                    "the smallest student, and %d times the weights".formatted(STATED_WEIGHTS),
                                    stated,
                                    stated),
                            row("student service", resident, stated)),
                    Optional.of(STATED));
        }

        private static Row row(String name, double bytes, double stated) {
            return new Row(name, List.of(Spread.exactly(bytes / MEBI), Spread.exactly(bytes / stated)));
        }
    }

    /**
     * A student.
     *
     * @param large whether it is left out of short runs
     * @param dense setting of its layers; empty for the quickstart's student
     */
    private record Student(String name, boolean large, Map<String, String> dense) {

        Map<String, String> settings(Duration betweenCheckpoints) {
            Map<String, String> settings = new HashMap<>(BenchCluster.EVERY_CANDIDATE_SERVES);
            settings.put("alambic.student.checkpoint-interval", betweenCheckpoints.toString());
            if (!dense.isEmpty()) {
                settings.putAll(dense);
                settings.put("alambic.student.model.architecture", "mlp");
                settings.put("alambic.student.features", " ");
                settings.put("alambic.student.lambda2", "0");
            }
            return settings;
        }
    }

    static List<Section> run(ComparisonSetup setup) throws IOException, InterruptedException {
        List<Row> shares = new ArrayList<>();
        List<Row> stops = new ArrayList<>();
        List<Memory> memory = new ArrayList<>();
        Duration betweenCheckpoints = setup.pace().slice().multipliedBy(SLICES_PER_CHECKPOINT);
        boolean all = setup.pace().slice().compareTo(LONG_SLICE) >= 0;
        try (BenchCluster cluster = new BenchCluster(setup.home(), setup.seed(), HEAP)) {
            long seconds = CHECKPOINTS_OF_SAMPLES * betweenCheckpoints.toSeconds();
            TopicNames topics = Contenders.taught(new ThroughputComparison.Turns(setup, cluster, seconds));
            for (Student student : STUDENTS) {
                if (all || !student.large()) {
                    setup.progress().accept("size: " + student.name());
                    String name = "student-" + shares.size();
                    BenchCluster.Started service = cluster.student(name, topics, student.settings(betweenCheckpoints));
                    shares.add(Row.withTarget(student.name(), Spread.exactly(share(service)), STEPS));
                    long resident = Footprint.of(service.process()).figures().get(Footprint.Quantity.RESIDENT);
                    Path checkpoints = cluster.work().resolve(name);
                    stops.add(Row.withTarget(student.name(), Spread.exactly(stop(service, checkpoints)), STOPPED));
                    long checkpoint =
                            Files.size(CheckpointFile.list(checkpoints).get(0));
                    memory.add(new Memory(student.name(), resident, checkpoint / WEIGHTS_OF_A_CHECKPOINT));
                }
            }
        }
        List<Section> sections = new ArrayList<>();
        sections.add(new Section(
                "size: share of the time that the student trains, heap of %d MiB".formatted(HEAP.heapMegabytes()),
                List.of(Measure.TIME_SHARE),
                shares));
        sections.add(new Section(
                "size: seconds from SIGTERM until the student has ended, its checkpoint whole",
                List.of(Measure.SECONDS),
                stops));
        memory.stream().skip(1).forEach(large -> sections.add(large.against(memory.get(0))));
        return sections;
    }

    /** The first checkpoint is taken at once, as there is none; what it took decides when the next ones are due. */
    private static double share(BenchCluster.Started student) throws InterruptedException {
        awaitCheckpoints(student, 2);
        double before = steps(student.metrics());
        long start = System.nanoTime();
        awaitCheckpoints(student, 3);
        return (steps(student.metrics()) - before) / ((System.nanoTime() - start) / NANOS);
    }

    private static void awaitCheckpoints(BenchCluster.Started student, int number) {
        BenchCluster.polling(Duration.ofMillis(100), LONGEST)
                .alias("%s has written %d checkpoints"
                        .formatted(student.process().name(), number))
                .until(() -> {
                    student.process().requireAlive();
                    return student.probe()
                            .metrics()
                            .map(metrics -> metrics.count(UPKEEP, "kind", "checkpoint") >= number)
                            .orElse(false);
                });
    }

    private static double steps(Metrics metrics) {
        return metrics.value(STEP_SECONDS).orElse(0);
    }

    private static double stop(BenchCluster.Started student, Path checkpoints) throws IOException {
        long start = System.nanoTime();
        student.process().stop(GRACE).fault().ifPresent(fault -> {
            throw new UserError(fault + ".");
        });
        double seconds = (System.nanoTime() - start) / NANOS;
        CheckpointFile.read(CheckpointFile.list(checkpoints).get(0));
        return seconds;
    }
}
