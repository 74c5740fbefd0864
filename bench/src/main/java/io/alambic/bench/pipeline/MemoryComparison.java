package io.alambic.bench.pipeline;

import ai.djl.ndarray.NDManager;
import io.alambic.bench.comparison.ComparisonSetup;
import io.alambic.bench.measure.Spread;
import io.alambic.bench.report.Measure;
import io.alambic.bench.report.Row;
import io.alambic.bench.report.Section;
import io.alambic.bench.report.Target;
import io.alambic.bench.services.Backlog;
import io.alambic.bench.services.BenchCluster;
import io.alambic.core.model.TrainableNetwork;
import io.alambic.core.storage.ModelFolder;
import io.alambic.core.zoo.Cnn;
import io.alambic.kafka.TopicNames;
import io.alambic.launch.Footprint;
import io.alambic.launch.Footprint.Quantity;
import io.alambic.launch.Jvm;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.core.ConditionFactory;

/** Compares what teacher and student take from their machine after many records with what they took after the first. */
final class MemoryComparison {

    /** Records after which both are looked at first. */
    private static final int FIRST = 10_000;

    /** Records of a round for each millisecond of its slice: 100,000 records, or 20,000 with {@code --quick}. */
    private static final int PER_MILLI = 50;

    private static final Cnn SMALL = new Cnn(List.of(1, 8, 8), List.of(4), List.of(), 4);
    private static final Jvm WHOLE_HEAP = Jvm.withFixedHeap(256);
    private static final ConditionFactory WAITING =
            BenchCluster.polling(Duration.ofMillis(200), Duration.ofMinutes(20));
    private static final Target FLAT = Target.atMost(1.05);
    private static final int LOOKS = 3;
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);
    private static final double MEBI = 1 << 20;

    private MemoryComparison() {}

    /**
     * A service and its footprints.
     *
     * @param counter metric of the samples that it has processed
     * @param looks footprints by the number of records
     */
    private record Watched(BenchCluster.Started service, String counter, Map<Integer, Footprint> looks) {

        String name() {
            return service.process().name();
        }

        /** Returns the samples that it has processed, whatever their fate. */
        long done() throws InterruptedException {
            service.process().requireAlive();
            return service.probe()
                    .metrics()
                    .map(metrics -> metrics.count(counter))
                    .orElse(0L);
        }

        /** Takes a few footprints and keeps the least of each quantity, which is what the service needs. */
        void look(int records) throws InterruptedException {
            List<Footprint> seen = new ArrayList<>();
            for (int i = 0; i < LOOKS; i++) {
                Thread.sleep(BETWEEN_LOOKS.toMillis());
                seen.add(Footprint.of(service.process()));
            }
            looks.put(records, Footprint.least(seen));
        }

        /** Returns a table of a quantity in MiB, less a part that is the same from the start. */
        Section section(String what, Quantity quantity, double constant) {
            List<Row> rows = new ArrayList<>();
            double first = mebibytes(looks.get(FIRST), quantity) - constant;
            looks.forEach((records, look) -> {
                double now = mebibytes(look, quantity) - constant;
                rows.add(new Row(
                        "after %,d records".formatted(records),
                        List.of(Spread.exactly(now), Spread.exactly(now / first))));
            });
            return new Section(
                    "memory: %s, %s".formatted(name(), what),
                    List.of(Measure.MEBIBYTES, Measure.MEBIBYTES_RATIO),
                    rows,
                    Optional.of(FLAT));
        }

        private static double mebibytes(Footprint look, Quantity quantity) {
            return look.figures().get(quantity) / MEBI;
        }
    }

    static List<Section> run(ComparisonSetup setup) throws IOException, InterruptedException {
        setup.progress().accept("memory: a teacher and a student start");
        try (BenchCluster cluster = new BenchCluster(setup.home(), setup.seed(), WHOLE_HEAP)) {
            TopicNames topics = cluster.topics("memory", 1);
            List<Watched> services = List.of(
                    new Watched(
                            teacher(cluster, topics, setup.manager()),
                            BenchCluster.TEACHER_SAMPLES,
                            new LinkedHashMap<>()),
                    new Watched(student(cluster, topics), BenchCluster.STUDENT_SAMPLES, new LinkedHashMap<>()));
            Backlog samples = new Backlog(
                    cluster.bootstrapServers(), setup.seed(), SMALL.reads().shape());
            int last = setup.pace().rounds();
            int perRound = Math.toIntExact(setup.pace().slice().toMillis()) * PER_MILLI;
            int sent = 0;
            for (int round = 0; round <= last; round++) {
                int all = round == 0 ? FIRST : round * perRound;
                samples.samples(topics.samples(), all - sent, 1);
                sent = all;
                for (Watched service : services) {
                    WAITING.alias("%s has worked off %,d records".formatted(service.name(), all))
                            .until(() -> service.done() == all);
                    if (round <= 1 || round == last) {
                        service.look(all);
                    }
                }
                setup.progress().accept("memory: %,d records".formatted(all));
            }
            List<Section> sections = new ArrayList<>();
            for (Watched service : services) {
                sections.add(service.section("live heap", Quantity.HEAP, 0));
                sections.add(service.section(
                        "resident memory beside the heap", Quantity.RESIDENT, WHOLE_HEAP.heapMegabytes()));
            }
            return sections;
        }
    }

    private static BenchCluster.Started teacher(BenchCluster cluster, TopicNames topics, NDManager manager)
            throws IOException, InterruptedException {
        Path model = cluster.work().resolve("small");
        try (TrainableNetwork network = SMALL.newNetwork(manager, 1)) {
            ModelFolder.save(model, "small", SMALL, network, Double.NaN, 0);
        }
        return cluster.teacher(
                "teacher",
                topics,
                Map.of("alambic.teacher.model", model.toString(), "alambic.teacher.feature-maps", "block1"));
    }

    private static BenchCluster.Started student(BenchCluster cluster, TopicNames topics) throws InterruptedException {
        return cluster.student(
                "student",
                topics,
                Map.of(
                        "alambic.student.model.input", "1x8x8",
                        "alambic.student.model.convolutions", "4",
                        "alambic.student.model.dense", " ",
                        "alambic.student.model.classes", Integer.toString(SMALL.classes()),
                        "alambic.student.features", "block1:block1",
                        "alambic.student.tolerance", "1"));
    }
}
