package io.alambic.bench.pipeline;

import io.alambic.bench.baseline.BareStudent;
import io.alambic.bench.baseline.InProcessLoop;
import io.alambic.bench.baseline.PythonLoop;
import io.alambic.bench.baseline.PythonScript;
import io.alambic.bench.comparison.Comparison;
import io.alambic.bench.comparison.ComparisonSetup;
import io.alambic.bench.comparison.KnowledgeBatch;
import io.alambic.bench.comparison.Quickstart;
import io.alambic.bench.measure.Contender;
import io.alambic.bench.measure.Pace;
import io.alambic.bench.measure.RoundRobin;
import io.alambic.bench.report.BenchReport;
import io.alambic.bench.report.Section;
import io.alambic.bench.report.Target;
import io.alambic.bench.services.BacklogSize;
import io.alambic.bench.services.BenchCluster;
import io.alambic.bench.services.ServiceContender;
import io.alambic.bench.services.TaughtTopic;
import io.alambic.core.train.Candidate;
import io.alambic.kafka.TopicNames;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The student from Kafka to trained weights, with publication, holdout and checkpoints, against a training loop that has
 * none of it.
 *
 * @param name what the command line calls it
 * @param rival what it is measured against, in words
 * @param openings start the rivals, the one first that it is measured against
 * @param target of the student's share of its throughput
 */
record StudentPipeline(String name, String rival, List<Opening> openings, Target target) implements Comparison {

    static final BacklogSize BACKLOG = new BacklogSize(8_000, 25_000);

    /** Starts a baseline. */
    @FunctionalInterface
    interface Opening {

        Contender open(ComparisonSetup setup, BenchCluster cluster) throws IOException, InterruptedException;
    }

    static StudentPipeline againstDjl() {
        return new StudentPipeline(
                "student",
                "a loop of DJL's trainer",
                List.of(
                        (setup, cluster) -> {
                            BareStudent bare = new BareStudent(setup.manager());
                            return new InProcessLoop("bare DJL loop", Quickstart.BATCH, bare::step, bare::close);
                        },
                        (setup, cluster) -> steps(setup)),
                Target.atLeast(0.95));
    }

    static StudentPipeline againstPyTorch() {
        return new StudentPipeline(
                "student-torch",
                "a loop of PyTorch in Python",
                List.of(
                        (setup, cluster) -> new PythonLoop(
                                "PyTorch in Python", new PythonScript("student_loop.py", cluster.work(), 1, List.of())),
                        (setup, cluster) -> new PythonLoop(
                                "the same, memory kept as ours (ADR 20)",
                                PythonScript.keepingMemory("student_loop.py", cluster.work(), 1, List.of())),
                        (setup, cluster) -> steps(setup)),
                Target.atLeast(1.2));
    }

    @Override
    public String summary() {
        return "Samples per second that the student trains on from Kafka, against %s on data in memory."
                .formatted(rival);
    }

    @Override
    public Pace pace() {
        return Pace.OF_PROCESSES;
    }

    @Override
    public BenchReport run(ComparisonSetup setup) throws IOException, InterruptedException {
        String title =
                "%s: samples/s, batches of %d, KL and feature MSE, AdamW, one thread".formatted(name, Quickstart.BATCH);
        setup.progress().accept(title);
        RoundRobin roundRobin = new RoundRobin(setup.stopwatch().pace());
        try (BenchCluster cluster = new BenchCluster(setup.home(), setup.seed())) {
            List<Contender> contenders = new ArrayList<>();
            try {
                for (Opening opening : openings) {
                    contenders.add(opening.open(setup, cluster));
                }
                contenders.add(service(cluster, roundRobin, setup));
                return new BenchReport(name, List.of(Section.ofThroughputs(title, roundRobin.run(contenders), target)));
            } finally {
                contenders.forEach(Contender::close);
            }
        }
    }

    /** Returns the service's own training steps on data in memory, which bound the speed of any student. */
    static Contender steps(ComparisonSetup setup) throws IOException {
        KnowledgeBatch batch = KnowledgeBatch.of(setup.manager(), Quickstart.BATCH, setup.seed());
        Candidate student = Candidate.fresh(Quickstart.outputAndFeatureTerms(setup.seed()), setup.manager());
        return new InProcessLoop(
                "its steps alone", Quickstart.BATCH, () -> batch.train(student, setup.manager()), student::close);
    }

    private static Contender service(BenchCluster cluster, RoundRobin roundRobin, ComparisonSetup setup)
            throws IOException, InterruptedException {
        BenchCluster.Started student = start(cluster, roundRobin.turnSeconds(), setup);
        return new ServiceContender(
                        "student service", student.process(), student.probe(), BenchCluster.STUDENT_SAMPLES, "trained")
                .underWay(cluster)
                .frozen();
    }

    /** Starts the quickstart's student with a backlog for a number of seconds. */
    static BenchCluster.Started start(BenchCluster cluster, long seconds, ComparisonSetup setup)
            throws IOException, InterruptedException {
        TopicNames topics =
                TaughtTopic.of(cluster, setup.seed()).repeated("repeated", BACKLOG.during(seconds, setup.manager()));
        return cluster.student("student", topics, BenchCluster.EVERY_CANDIDATE_SERVES);
    }
}
