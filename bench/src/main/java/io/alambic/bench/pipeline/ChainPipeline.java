package io.alambic.bench.pipeline;

import io.alambic.bench.baseline.PythonLoop;
import io.alambic.bench.baseline.PythonScript;
import io.alambic.bench.comparison.Comparison;
import io.alambic.bench.comparison.ComparisonSetup;
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

/** Compares both services, from samples to trained weights, with a plain script in Python. */
final class ChainPipeline implements Comparison {

    private static final Target TARGET = Target.atLeast(2);
    private static final int PER_RECORD = 64;

    private static final BacklogSize BACKLOG = new BacklogSize(12_000, 25_000);

    @Override
    public String name() {
        return "chain";
    }

    @Override
    public String summary() {
        return "Samples per second from Kafka through teacher and student, against one Python process that does both.";
    }

    @Override
    public Pace pace() {
        return Pace.OF_PROCESSES;
    }

    @Override
    public BenchReport run(ComparisonSetup setup) throws IOException, InterruptedException {
        int processors = Runtime.getRuntime().availableProcessors();
        String title = "chain: samples/s from samples to trained weights, on %d processors".formatted(processors);
        setup.progress().accept(title);
        RoundRobin roundRobin = new RoundRobin(setup.stopwatch().pace());
        try (BenchCluster cluster = new BenchCluster(setup.home(), setup.seed());
                Contender script = script(cluster, roundRobin, setup, processors);
                Contender floor = new PassesAndSteps(setup, processors);
                Contender services = services(cluster, roundRobin, setup)) {
            List<Contender> contenders = List.of(script, floor, services);
            return new BenchReport(name(), List.of(Section.ofThroughputs(title, roundRobin.run(contenders), TARGET)));
        }
    }

    private static TopicNames backlog(BenchCluster cluster, RoundRobin roundRobin, String name, ComparisonSetup setup)
            throws InterruptedException {
        TopicNames topics = cluster.topics(name);
        new Backlog(cluster.bootstrapServers(), setup.seed())
                .samples(topics.samples(), BACKLOG.during(roundRobin.turnSeconds(), setup.manager()), PER_RECORD);
        return topics;
    }

    static Contender script(BenchCluster cluster, RoundRobin roundRobin, ComparisonSetup setup, int threads)
            throws IOException, InterruptedException {
        TopicNames topics = backlog(cluster, roundRobin, "script", setup);
        return new PythonLoop(
                "a script in Python",
                new PythonScript(
                        "chain_loop.py",
                        cluster.work(),
                        threads,
                        List.of(
                                setup.home()
                                        .root()
                                        .resolve("proto/src/main/proto")
                                        .toString(),
                                cluster.work().toString(),
                                cluster.bootstrapServers(),
                                topics.samples(),
                                Integer.toString(threads))));
    }

    private static Contender services(BenchCluster cluster, RoundRobin roundRobin, ComparisonSetup setup)
            throws IOException, InterruptedException {
        TopicNames topics = backlog(cluster, roundRobin, "services", setup);
        BenchCluster.Started teacher = cluster.teacher("teacher", topics, Map.of());
        BenchCluster.Started student = cluster.student("student", topics, BenchCluster.EVERY_CANDIDATE_SERVES);
        return new ServiceContender(
                        "teacher and student service",
                        List.of(teacher.process(), student.process()),
                        student.probe(),
                        BenchCluster.STUDENT_SAMPLES,
                        List.of("trained", "held_out"))
                .underWay(cluster);
    }
}
