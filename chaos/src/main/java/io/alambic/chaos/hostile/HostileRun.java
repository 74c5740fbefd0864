package io.alambic.chaos.hostile;

import io.alambic.chaos.cluster.ClusterLayout;
import io.alambic.chaos.cluster.ClusterRun;
import io.alambic.chaos.cluster.ProcessCluster;
import io.alambic.chaos.cluster.SampleSource;
import io.alambic.chaos.hostile.HonestCaller.Calls;
import io.alambic.cli.Home;
import io.alambic.cli.broker.BrokerSettings;
import io.alambic.launch.Footprint;
import io.alambic.launch.RestartableProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.awaitility.Awaitility;

/** Attacks a student that serves, with its documented memory, while an honest client asks as ever. */
public final class HostileRun implements ClusterRun {

    private static final int CLIENTS = 64;
    private static final Duration REST = Duration.ofSeconds(10);
    private static final Duration TEACHERS_GRACE = Duration.ofSeconds(30);

    private final ProcessCluster cluster;
    private final Consumer<String> progress;

    /** Creates a run with its own cluster. */
    public HostileRun(Home home, Path work, Consumer<String> progress) {
        this.cluster = new ProcessCluster(home, work, progress, ClusterLayout.DOCUMENTED);
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
            try (SampleSource source =
                    new SampleSource(layout.bootstrapServers(), ProcessCluster.TOPICS.samples(), 1)) {
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
            try (HostileClients hostile =
                    new HostileClients(BrokerSettings.HOST, layout.grpcPort(), layout.studentPort(), CLIENTS)) {
                attacked = honest.ask(time);
                attacks = hostile.attacks();
            }
            honest.ask(REST);
            return new HostileReport(guarded, quiet, attacked, before, Footprint.of(student), attacks);
        }
    }

    @Override
    public void close() {
        cluster.close();
    }
}
