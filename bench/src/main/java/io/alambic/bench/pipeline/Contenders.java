package io.alambic.bench.pipeline;

import io.alambic.bench.baseline.BareForward;
import io.alambic.bench.baseline.BareStudent;
import io.alambic.bench.baseline.InProcessLoop;
import io.alambic.bench.baseline.PythonLoop;
import io.alambic.bench.baseline.PythonScript;
import io.alambic.bench.comparison.ComparisonSetup;
import io.alambic.bench.comparison.KnowledgeBatch;
import io.alambic.bench.comparison.Quickstart;
import io.alambic.bench.measure.Contender;
import io.alambic.bench.pipeline.ThroughputComparison.Turns;
import io.alambic.bench.services.Backlog;
import io.alambic.bench.services.BenchCluster;
import io.alambic.bench.services.ServiceContender;
import io.alambic.core.train.Candidate;
import io.alambic.kafka.TopicNames;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Starts the services of the quickstart with a backlog, and their rivals. */
final class Contenders {

    /** Samples of a teacher's pass. */
    static final int TEACHER_BATCH = 128;

    private static final int CHAIN_RECORD = 64;

    private Contenders() {}

    /**
     * Returns more samples than models of the quickstart process in all their turns.
     *
     * @param processor samples per second on one or two processors of today
     * @param gpu samples per second on a GPU
     */
    private static long backlog(Turns turns, long processor, long gpu) {
        return turns.seconds() * (turns.setup().manager().getDevice().isGpu() ? gpu : processor);
    }

    /** Passes of DJL's own blocks, on data in memory. */
    static Contender bareTeacher(Turns turns) {
        BareForward bare = new BareForward(turns.setup().manager(), Quickstart.TEACHER, TEACHER_BATCH);
        return new InProcessLoop("bare DJL forward", TEACHER_BATCH, () -> bare.forward(TEACHER_BATCH), bare::close);
    }

    /** A teacher service that reads records of a number of samples. */
    static ServiceContender teacher(String name, Turns turns, int perRecord) throws IOException, InterruptedException {
        BenchCluster.Started teacher = startTeacher(turns, perRecord);
        return new ServiceContender(name, List.of(teacher), BenchCluster.TEACHER_SAMPLES, List.of("taught"))
                .underWay(turns.cluster());
    }

    /** Starts the quickstart's teacher with a backlog for a number of seconds. */
    static BenchCluster.Started startTeacher(Turns turns, int perRecord) throws IOException, InterruptedException {
        BenchCluster cluster = turns.cluster();
        String name = "records-of-" + perRecord;
        TopicNames topics = cluster.topics(name, 1);
        new Backlog(cluster.bootstrapServers(), turns.setup().seed())
                .samples(topics.samples(), backlog(turns, 12_000, 100_000), perRecord);
        return cluster.teacher(name, topics, Map.of("alambic.teacher.max-batch", Integer.toString(TEACHER_BATCH)));
    }

    /** A loop of DJL's trainer, on data in memory. */
    static Contender bareStudent(Turns turns) {
        BareStudent bare = new BareStudent(turns.setup().manager());
        return new InProcessLoop("bare DJL loop", Quickstart.BATCH, bare::step, bare::close);
    }

    /** A training loop of PyTorch in Python, on data in memory. */
    static Contender trainingLoopInPython(Turns turns) throws IOException, InterruptedException {
        return new PythonLoop(
                "PyTorch in Python",
                new PythonScript("student_loop.py", turns.cluster().work(), 1, List.of()));
    }

    /** The service's own training steps on data in memory, which bound the speed of any student. */
    static Contender trainingSteps(Turns turns) throws IOException {
        ComparisonSetup setup = turns.setup();
        KnowledgeBatch batch = KnowledgeBatch.of(setup.manager(), Quickstart.BATCH, setup.seed());
        Candidate student = Candidate.fresh(Quickstart.outputAndFeatureTerms(setup.seed()), setup.manager());
        return new InProcessLoop(
                "its steps alone", Quickstart.BATCH, () -> batch.train(student, setup.manager()), student::close);
    }

    /** The student service, with publication, holdout and checkpoints. */
    static Contender student(Turns turns) throws IOException, InterruptedException {
        BenchCluster.Started student = startStudent(turns);
        return new ServiceContender(
                        "student service", List.of(student), BenchCluster.STUDENT_SAMPLES, List.of("trained"))
                .underWay(turns.cluster())
                .frozen();
    }

    /** Starts the quickstart's student with a backlog for a number of seconds. */
    static BenchCluster.Started startStudent(Turns turns) throws IOException, InterruptedException {
        return turns.cluster().student("student", taught(turns), BenchCluster.EVERY_CANDIDATE_SERVES);
    }

    /** Returns topics with knowledge for a student for a number of seconds. */
    static TopicNames taught(Turns turns) throws IOException, InterruptedException {
        return Backlog.repeated(turns.cluster(), turns.setup().seed(), backlog(turns, 8_000, 25_000));
    }

    /** A script that reads samples from Kafka, lets the teacher answer and trains the student. */
    static Contender chainInPython(Turns turns) throws IOException, InterruptedException {
        BenchCluster cluster = turns.cluster();
        String threads = Integer.toString(Runtime.getRuntime().availableProcessors());
        List<String> arguments = List.of(
                turns.setup().home().root().resolve("proto/src/main/proto").toString(),
                cluster.work().toString(),
                cluster.bootstrapServers(),
                chainTopics(turns, "script").samples(),
                threads);
        return new PythonLoop(
                "a script in Python",
                new PythonScript("chain_loop.py", cluster.work(), Integer.parseInt(threads), arguments));
    }

    /** Both services at once. */
    static Contender chain(Turns turns) throws IOException, InterruptedException {
        BenchCluster cluster = turns.cluster();
        TopicNames topics = chainTopics(turns, "services");
        BenchCluster.Started teacher = cluster.teacher("teacher", topics, Map.of());
        BenchCluster.Started student = cluster.student("student", topics, BenchCluster.EVERY_CANDIDATE_SERVES);
        return new ServiceContender(
                        "teacher and student service",
                        List.of(teacher, student),
                        BenchCluster.STUDENT_SAMPLES,
                        List.of("trained", "held_out"))
                .underWay(cluster);
    }

    private static TopicNames chainTopics(Turns turns, String name) throws InterruptedException {
        TopicNames topics = turns.cluster().topics(name, 1);
        new Backlog(turns.cluster().bootstrapServers(), turns.setup().seed())
                .samples(topics.samples(), backlog(turns, 12_000, 25_000), CHAIN_RECORD);
        return topics;
    }
}
