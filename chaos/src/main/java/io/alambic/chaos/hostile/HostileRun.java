package io.alambic.chaos.hostile;

import io.alambic.chaos.cluster.ClusterLayout;
import io.alambic.chaos.cluster.ClusterRun;
import io.alambic.chaos.cluster.ClusterTeacher;
import io.alambic.chaos.cluster.ProcessCluster;
import io.alambic.chaos.cluster.SampleSources;
import io.alambic.chaos.hostile.HonestCaller.Calls;
import io.alambic.cli.Home;
import io.alambic.cli.broker.BrokerSettings;
import io.alambic.launch.Footprint;
import io.alambic.launch.RestartableProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.awaitility.Awaitility;

/** Attacks a student that serves, with its documented memory, while an honest client asks as ever. */
public final class HostileRun implements ClusterRun {

    private static final int CLIENTS = 64;
    private static final Duration LONGEST_REST = Duration.ofSeconds(60);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(2);
    private static final Duration REST = Duration.ofSeconds(10);
    private static final Duration TEACHERS_GRACE = Duration.ofSeconds(30);

    private final ProcessCluster cluster;
    private final Consumer<String> progress;

    /** Creates a run with its own cluster. */
    public HostileRun(Home home, Path work, Consumer<String> progress) {
        this.cluster = new ProcessCluster(home, work, progress, ClusterTeacher.BATCHES_ONLY, ClusterLayout.DOCUMENTED);
        this.progress = progress;
    }

    /**
     * Attacks for a time, and returns the report.
     *
     * @param guarded whether what is wrong counts as a fault
     */
    public HostileReport run(Duration time, boolean guarded) throws InterruptedException, IOException {
        cluster.start();
        ClusterLayout layout = cluster.layout();
        List<RestartableProcess> services = cluster.services();
        RestartableProcess student = services.get(services.size() - 1);
        try (HonestCaller honest = new HonestCaller(BrokerSettings.HOST, layout.grpcPort())) {
            try (SampleSources source = new SampleSources(layout, 1)) {
                Awaitility.await("the student answers")
                        .atMost(Duration.ofMinutes(2))
                        .until(honest::isAnswered);
                source.finish();
            }
            services.subList(0, services.size() - 1).forEach(teacher -> teacher.stop(TEACHERS_GRACE));
            progress.accept("the student answers; its teachers have stopped");
            honest.ask(REST);
            Calls quiet = honest.ask(time);
            Footprint before = Footprint.of(student);
            progress.accept("%d hostile clients".formatted(CLIENTS));
            Calls attacked;
            Map<String, Long> attacks;
            try (HostileProcess hostile =
                    new HostileProcess(BrokerSettings.HOST, layout.grpcPort(), layout.studentPort(), CLIENTS)) {
                attacked = honest.ask(time);
                attacks = hostile.end();
            }
            return new HostileReport(guarded, quiet, attacked, before, settled(student, before), attacks);
        }
    }

    /**
     * Returns the footprint once it is what it was before, or after a minute: threads end when they have had no work for a while.
     * Metrics are read meanwhile, as Prometheus does, because the HTTP server keeps the last request until the next.
     */
    private Footprint settled(RestartableProcess student, Footprint before) throws InterruptedException {
        Instant end = Instant.now().plus(LONGEST_REST);
        Footprint now = Footprint.of(student);
        while (!now.grownSince(before).isEmpty() && Instant.now().isBefore(end)) {
            Thread.sleep(BETWEEN_LOOKS.toMillis());
            cluster.studentMetrics();
            now = Footprint.of(student);
        }
        return now;
    }

    @Override
    public void close() {
        cluster.close();
    }
}
