package io.alambic.bench.chaos;

import io.alambic.bench.process.Footprint;
import io.alambic.bench.process.Victim;
import io.alambic.cli.Home;
import io.alambic.cli.broker.BrokerSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A cluster that works for long and is looked at now and then. */
final class SoakRun implements ClusterRun {

    private static final int LOOKS = 30;
    private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(4);

    private final Cluster cluster;
    private final Consumer<String> say;

    SoakRun(Home home, Path work, Consumer<String> say) {
        this.cluster = new Cluster(home, work, say);
        this.say = say;
    }

    /** Runs to the end. */
    SoakReport run(Duration length, long seed) throws InterruptedException, IOException {
        cluster.start();
        Sites sites = cluster.sites();
        Map<String, List<Footprint>> footprints = new LinkedHashMap<>();
        long start = System.nanoTime();
        long looks = Math.max(SoakReport.FEWEST_LOOKS, Math.min(LOOKS, length.dividedBy(SHORTEST_PAUSE)));
        try (SampleSource source = new SampleSource(sites.bootstrapServers(), Cluster.TOPICS.samples(), seed);
                Caller caller = new Caller(BrokerSettings.HOST, sites.grpcPort())) {
            for (int look = 1; look <= looks; look++) {
                long due = start + length.toNanos() / looks * look;
                Thread.sleep(
                        Math.max(0, Duration.ofNanos(due - System.nanoTime()).toMillis()));
                look(footprints);
                say.accept("looked %d of %d times".formatted(look, looks));
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
        for (Victim service : cluster.services()) {
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
