package io.alambic.bench.pipeline;

import ai.djl.ndarray.NDManager;
import io.alambic.bench.comparison.Comparison;
import io.alambic.bench.comparison.ComparisonSetup;
import io.alambic.bench.measure.Pace;
import io.alambic.bench.report.BenchReport;
import io.alambic.bench.report.Section;
import io.alambic.bench.services.Backlog;
import io.alambic.bench.services.BenchCluster;
import io.alambic.bench.services.WatchedService;
import io.alambic.core.model.TrainableNetwork;
import io.alambic.core.storage.ModelFolder;
import io.alambic.core.zoo.Cnn;
import io.alambic.kafka.TopicNames;
import io.alambic.launch.Jvm;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/**
 * What teacher and student take from their machine after many records, against what they took after the first of them.
 *
 * @param first records after which both are looked at first
 * @param perRound records of each round
 */
record MemoryComparison(int first, int perRound) implements Comparison {

    private static final Cnn SMALL = new Cnn(List.of(1, 8, 8), List.of(4), List.of(), 4);
    private static final Jvm WHOLE_HEAP = Jvm.withFixedHeap(256);
    private static final ConditionFactory WAITING = Awaitility.await()
            .pollInSameThread()
            .pollDelay(Duration.ZERO)
            .pollInterval(Duration.ofMillis(200))
            .atMost(Duration.ofMinutes(20));
    private static final int ROUNDS = 10;

    /** Measures over a million records. */
    static MemoryComparison ofAMillion() {
        return new MemoryComparison(10_000, 100_000);
    }

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public String summary() {
        return "Heap and native memory of teacher and student after %,d records, against those after %,d."
                .formatted(ROUNDS * perRound, first);
    }

    @Override
    public Pace pace() {
        return new Pace(ROUNDS, Duration.ofSeconds(1));
    }

    @Override
    public BenchReport run(ComparisonSetup setup) throws IOException, InterruptedException {
        setup.progress().accept(name() + ": a teacher and a student start");
        try (BenchCluster cluster = new BenchCluster(setup.home(), setup.seed(), WHOLE_HEAP)) {
            TopicNames topics = cluster.topics(name());
            List<WatchedService> services = List.of(
                    new WatchedService(
                            teacher(cluster, topics, setup.manager()), BenchCluster.TEACHER_SAMPLES, WHOLE_HEAP),
                    new WatchedService(student(cluster, topics), BenchCluster.STUDENT_SAMPLES, WHOLE_HEAP));
            Backlog samples = new Backlog(
                    cluster.bootstrapServers(), setup.seed(), SMALL.reads().shape());
            int sent = 0;
            for (int round = 0; round <= setup.stopwatch().pace().rounds(); round++) {
                int all = round == 0 ? first : round * perRound;
                samples.samples(topics.samples(), all - sent, 1);
                sent = all;
                for (WatchedService service : services) {
                    int records = all;
                    WAITING.alias("%s has worked off %,d records".formatted(service.name(), all))
                            .until(() -> service.done() == records);
                    if (round <= 1 || round == setup.stopwatch().pace().rounds()) {
                        service.look(all);
                    }
                }
                setup.progress().accept("%s: %,d records".formatted(name(), all));
            }
            List<Section> sections = new ArrayList<>();
            services.forEach(service -> sections.addAll(service.sections(name())));
            return new BenchReport(name(), sections);
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
