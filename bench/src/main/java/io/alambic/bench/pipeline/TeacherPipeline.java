package io.alambic.bench.pipeline;

import io.alambic.bench.baseline.BareForward;
import io.alambic.bench.baseline.InProcessLoop;
import io.alambic.bench.comparison.Comparison;
import io.alambic.bench.comparison.ComparisonSetup;
import io.alambic.bench.comparison.Quickstart;
import io.alambic.bench.measure.Contender;
import io.alambic.bench.measure.Pace;
import io.alambic.bench.measure.RoundRobin;
import io.alambic.bench.report.BenchReport;
import io.alambic.bench.report.Section;
import io.alambic.bench.report.Target;
import io.alambic.bench.services.Backlog;
import io.alambic.bench.services.BacklogSize;
import io.alambic.bench.services.BenchCluster;
import io.alambic.bench.services.ServiceContender;
import io.alambic.kafka.TopicNames;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Compares the teacher from Kafka to Kafka with its model's pass alone. */
final class TeacherPipeline implements Comparison {

    static final int BATCH = 128;

    static final BacklogSize BACKLOG = new BacklogSize(12_000, 100_000);

    private static final Target TARGET = Target.atLeast(0.95);

    @Override
    public String name() {
        return "teacher";
    }

    @Override
    public String summary() {
        return "Samples per second of the teacher from Kafka to Kafka, against its model's pass on data in memory.";
    }

    @Override
    public Pace pace() {
        return Pace.OF_PROCESSES;
    }

    @Override
    public BenchReport run(ComparisonSetup setup) throws IOException, InterruptedException {
        String title = "teacher: samples/s, batches of %d, logits and block2".formatted(BATCH);
        setup.progress().accept(title);
        RoundRobin roundRobin = new RoundRobin(setup.stopwatch().pace());
        try (BenchCluster cluster = new BenchCluster(setup.home(), setup.seed());
                BareForward bare = new BareForward(setup.manager(), Quickstart.TEACHER, BATCH);
                Contender service = service(cluster, roundRobin, setup)) {
            List<Contender> contenders =
                    List.of(new InProcessLoop("bare DJL forward", BATCH, () -> bare.forward(BATCH), () -> {}), service);
            return new BenchReport(name(), List.of(Section.ofThroughputs(title, roundRobin.run(contenders), TARGET)));
        }
    }

    private static Contender service(BenchCluster cluster, RoundRobin roundRobin, ComparisonSetup setup)
            throws IOException, InterruptedException {
        BenchCluster.Started teacher = start(cluster, roundRobin.turnSeconds(), setup);
        return new ServiceContender(
                        "teacher service", teacher.process(), teacher.probe(), BenchCluster.TEACHER_SAMPLES, "taught")
                .underWay(cluster);
    }

    /** Starts the quickstart's teacher with a backlog for a number of seconds. */
    static BenchCluster.Started start(BenchCluster cluster, long seconds, ComparisonSetup setup)
            throws IOException, InterruptedException {
        TopicNames topics = cluster.topics("batched");
        new Backlog(cluster.bootstrapServers(), setup.seed())
                .samples(topics.samples(), BACKLOG.during(seconds, setup.manager()), BATCH);
        return cluster.teacher("teacher-batched", topics, Map.of("alambic.teacher.max-batch", Integer.toString(BATCH)));
    }
}
