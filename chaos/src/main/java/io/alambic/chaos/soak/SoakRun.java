package io.alambic.chaos.soak;

import io.alambic.chaos.cluster.ClusterLayout;
import io.alambic.chaos.cluster.ClusterRun;
import io.alambic.chaos.cluster.ProcessCluster;
import io.alambic.chaos.cluster.SampleSources;
import io.alambic.chaos.cluster.SteadyCaller;
import io.alambic.cli.Home;
import io.alambic.cli.broker.BrokerSettings;
import io.alambic.launch.Footprint;
import io.alambic.launch.RestartableProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Runs a cluster for a long time, and measures the footprints of its services at equal intervals. */
public final class SoakRun implements ClusterRun {

    private static final int LOOKS = 30;
    private static final Duration SHORTEST_INTERVAL = Duration.ofSeconds(4);

    private final ProcessCluster cluster;
    private final Consumer<String> progress;

    /** Creates a run with its own cluster. */
    public SoakRun(Home home, Path work, Consumer<String> progress) {
        this.cluster = new ProcessCluster(home, work, progress);
        this.progress = progress;
    }

    /** Runs for this time, and returns the report. */
    public SoakReport run(Duration length, long seed) throws InterruptedException, IOException {
        cluster.start();
        ClusterLayout layout = cluster.layout();
        Map<String, List<Footprint>> footprints = new LinkedHashMap<>();
        long start = System.nanoTime();
        long looks = Math.max(SoakReport.FEWEST_LOOKS, Math.min(LOOKS, length.dividedBy(SHORTEST_INTERVAL)));
        try (SampleSources source = new SampleSources(layout, seed);
                SteadyCaller caller = new SteadyCaller(BrokerSettings.HOST, layout.grpcPort())) {
            for (int look = 1; look <= looks; look++) {
                long due = start + length.toNanos() / looks * look;
                Thread.sleep(
                        Math.max(0, Duration.ofNanos(due - System.nanoTime()).toMillis()));
                look(footprints);
                progress.accept("looked %d of %d times".formatted(look, looks));
            }
            source.finish();
            return new SoakReport(
                    Duration.ofNanos(System.nanoTime() - start).toMillis() / 60_000.0,
                    footprints,
                    source.acknowledged().size(),
                    caller.answered(),
                    caller.unanswered());
        }
    }

    private void look(Map<String, List<Footprint>> footprints) throws InterruptedException {
        for (RestartableProcess service : cluster.services()) {
            Footprint seen = Footprint.of(service);
            footprints
                    .computeIfAbsent(service.name(), name -> new ArrayList<>())
                    .add(seen);
        }
    }

    @Override
    public void close() {
        cluster.close();
    }
}
