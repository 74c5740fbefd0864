package io.alambic.bench.pipeline;

import io.alambic.bench.comparison.ComparisonSetup;
import io.alambic.bench.comparison.Quickstart;
import io.alambic.bench.measure.Spread;
import io.alambic.bench.report.Measure;
import io.alambic.bench.report.Row;
import io.alambic.bench.report.Section;
import io.alambic.bench.report.Target;
import io.alambic.bench.services.Backlog;
import io.alambic.bench.services.BenchCluster;
import io.alambic.cli.UserError;
import io.alambic.client.ClientSettings;
import io.alambic.client.StudentClient;
import io.alambic.kafka.TopicNames;
import io.alambic.launch.Stopping;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.core.ConditionFactory;

/**
 * How long the services take from the start of their process until they are ready, and until the student has answered its
 * first call: one starts at a time, again and again, with a checkpoint to begin from and nothing new in its topics.
 */
final class Startup {

    private static final Target READY = Target.atMost(2);
    private static final Target ANSWERED = Target.atMost(3);

    private static final int SAMPLES = 2048;
    private static final int PER_RECORD = 64;
    private static final Duration LONGEST_CALL = Duration.ofMinutes(1);
    private static final Duration GRACE = Duration.ofSeconds(30);
    private static final ConditionFactory WAITING = BenchCluster.polling(Duration.ofMillis(25), Duration.ofMinutes(2));
    private static final double NANOS = 1e9;

    private Startup() {}

    static List<Section> run(ComparisonSetup setup) throws IOException, InterruptedException {
        String title = "startup: seconds from the start of the process, checkpoint there";
        setup.progress().accept(title);
        int rounds = setup.pace().rounds();
        double[] teacherReady = new double[rounds];
        double[] studentReady = new double[rounds];
        double[] answered = new double[rounds];
        try (BenchCluster cluster = new BenchCluster(setup.home(), setup.seed())) {
            TopicNames topics = cluster.topics("startup", 1);
            new Backlog(cluster.bootstrapServers(), setup.seed()).samples(topics.samples(), SAMPLES, PER_RECORD);
            BenchCluster.Started teacher = cluster.teacher("teacher", topics, Map.of());
            BenchCluster.Started student = cluster.student("student", topics, BenchCluster.EVERY_CANDIDATE_SERVES);
            cluster.await("the student serves", student.probe()::ready);
            stop(teacher);
            stop(student);
            for (int round = 0; round < rounds; round++) {
                teacherReady[round] = secondsUntilReady(teacher, System.nanoTime());
                stop(teacher);
                long start = System.nanoTime();
                studentReady[round] = secondsUntilReady(student, start);
                try (StudentClient client =
                        new StudentClient(ClientSettings.of(student.grpc()).withDeadline(LONGEST_CALL))) {
                    client.infer(Quickstart.randomImages(1, round));
                    answered[round] = (System.nanoTime() - start) / NANOS;
                }
                stop(student);
            }
        }
        return List.of(new Section(
                title,
                List.of(Measure.SECONDS),
                List.of(
                        Row.withTarget("teacher service, ready", Spread.of(teacherReady), READY),
                        Row.withTarget("student service, ready", Spread.of(studentReady), READY),
                        Row.withTarget("student service, first call answered", Spread.of(answered), ANSWERED))));
    }

    private static double secondsUntilReady(BenchCluster.Started service, long start) throws InterruptedException {
        service.process().start();
        WAITING.alias(service.process().name() + " is ready").until(() -> {
            service.process().requireAlive();
            return service.probe().ready();
        });
        return (System.nanoTime() - start) / NANOS;
    }

    private static void stop(BenchCluster.Started service) {
        Stopping stopping = service.process().stop(GRACE);
        stopping.fault().ifPresent(fault -> {
            throw new UserError(fault + ".");
        });
    }
}
