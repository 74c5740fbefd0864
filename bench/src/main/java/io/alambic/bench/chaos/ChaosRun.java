package io.alambic.bench.chaos;

import ai.djl.ndarray.NDManager;
import io.alambic.bench.process.Patience;
import io.alambic.bench.process.Stopping;
import io.alambic.bench.process.Victim;
import io.alambic.cli.Home;
import io.alambic.cli.broker.BrokerSettings;
import io.alambic.cli.observe.Metrics;
import io.alambic.core.checkpoint.Checkpoint;
import io.alambic.core.checkpoint.CheckpointStore;
import io.alambic.core.checkpoint.Lineage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** A cluster, a stream of samples, and blows that hit one process after the other; then every sample is looked for. */
final class ChaosRun implements ClusterRun {

    private static final Patience SETTLE = new Patience(Duration.ofMinutes(2), Duration.ofMillis(500));

    /** Not what a machine at rest needs, which is seconds: what one needs that starts other processes meanwhile. */
    private static final Duration STOP_PATIENCE = Duration.ofMinutes(2);

    private static final int CHECKPOINTS_KEPT = 3;

    private final Cluster cluster;
    private final Consumer<String> say;
    private final Map<String, Integer> hits = new TreeMap<>();
    private final List<Stopping> stops = new ArrayList<>();
    private long brokenOffByStops;
    private long lostInOutages;

    ChaosRun(Home home, Path work, Consumer<String> say) {
        this.cluster = new Cluster(home, work, say);
        this.say = say;
    }

    /** Runs to the end. */
    ChaosReport run(BlowPlan plan) throws InterruptedException, IOException {
        cluster.start();
        Sites sites = cluster.sites();
        try (SampleSource source = new SampleSource(sites.bootstrapServers(), Cluster.TOPICS.samples(), plan.seed());
                Caller caller = new Caller(BrokerSettings.HOST, sites.grpcPort());
                Audit audit = new Audit(sites.bootstrapServers(), Cluster.TOPICS)) {
            List<Blow> blows = plan.draw();
            for (int i = 0; i < blows.size(); i++) {
                Thread.sleep(blows.get(i).calm().toMillis());
                strike(blows.get(i), caller, "%d/%d".formatted(i + 1, blows.size()));
                revive();
            }
            source.finish();
            settle(audit, source);
            InferenceCalls inference = new InferenceCalls(
                    caller.answered(),
                    caller.count(Answer.REFUSED),
                    caller.count(Answer.BROKEN_OFF),
                    caller.count(Answer.FAILED),
                    brokenOffByStops,
                    lostInOutages);
            stops.addAll(cluster.stopServices(STOP_PATIENCE));
            Lineage lineage = lineage();
            return new ChaosReport(
                    plan.seed(),
                    hits,
                    source.acknowledged().size(),
                    audit.missing(source.acknowledged()),
                    audit.doubled(),
                    source.malformed(),
                    audit.deadLetters(),
                    audit.repeatedRecords(),
                    audit.knowledgeSamples(),
                    lineage.trained(),
                    lineage.heldOut(),
                    lineage.givenUp(),
                    unread(audit, lineage),
                    audit.unproven(lineage),
                    inference,
                    stops.stream().flatMap(stop -> stop.fault().stream()).toList());
        }
    }

    private void strike(Blow blow, Caller caller, String number) throws InterruptedException {
        revive();
        Victim victim = cluster.processes().get(blow.victim());
        String name = blow.kind() == Blow.Kind.OUTAGE ? "brokers" : victim.name();
        String kind = blow.kind().name().toLowerCase(Locale.ROOT);
        say.accept("%s %s %s for %,d ms"
                .formatted(number, kind, name, blow.outage().toMillis()));
        hits.merge(name + " " + kind, 1, Integer::sum);
        switch (blow.kind()) {
            case KILL -> {
                victim.kill();
                Thread.sleep(blow.outage().toMillis());
                victim.start();
            }
            case STOP -> {
                stop(victim, caller);
                Thread.sleep(blow.outage().toMillis());
                victim.start();
            }
            case FREEZE -> {
                victim.freeze();
                Thread.sleep(blow.outage().toMillis());
                victim.thaw();
            }
            case OUTAGE -> takeBrokersAway(blow.outage(), caller);
        }
    }

    /** Starts again what ended by itself, as a supervisor does. */
    private void revive() {
        cluster.processes().stream().filter(other -> !other.isAlive()).forEach(other -> {
            say.accept(other.name() + " had ended by itself and is started again");
            hits.merge(other.name() + " ended", 1, Integer::sum);
            other.start();
        });
    }

    private void stop(Victim victim, Caller caller) throws InterruptedException {
        if (cluster.brokers().contains(victim)) {
            cluster.awaitBrokers();
        }
        long before = caller.count(Answer.BROKEN_OFF);
        stops.add(victim.stop(STOP_PATIENCE));
        brokenOffByStops += caller.count(Answer.BROKEN_OFF) - before;
    }

    private void takeBrokersAway(Duration outage, Caller caller) throws InterruptedException {
        long answered = caller.answered();
        SETTLE.until("the student answers", () -> caller.answered() > answered);
        long before = caller.unanswered();
        cluster.brokers().forEach(Victim::kill);
        Thread.sleep(outage.toMillis());
        lostInOutages += caller.unanswered() - before;
        cluster.brokers().forEach(Victim::start);
    }

    /** Waits until every acknowledged sample is taught and the student has learned it, or nothing moves. */
    private void settle(Audit audit, SampleSource source) throws InterruptedException {
        say.accept("waiting until everything is taught and learned");
        boolean taught = SETTLE.isMet(() -> {
            audit.read();
            return audit.missing(source.acknowledged()) == 0 && audit.deadLetters() >= source.malformed();
        });
        boolean learned = SETTLE.isMet(() -> {
            Metrics metrics = cluster.studentMetrics().orElse(null);
            return metrics != null
                    && metrics.value("alambic_student_lag_records").orElse(1) == 0
                    && metrics.value("alambic_student_queue_batches").orElse(1) == 0;
        });
        audit.read();
        if (!taught || !learned) {
            say.accept("gave up waiting after %d s".formatted(SETTLE.longest().toSeconds()));
        }
    }

    private Lineage lineage() throws IOException {
        try (NDManager manager = NDManager.newBaseManager()) {
            CheckpointStore store = new CheckpointStore(
                    cluster.sites().checkpoints(),
                    CHECKPOINTS_KEPT,
                    (file, reason) -> say.accept(file + ": " + reason));
            return store.newest(Sites.MODEL.fingerprint(), manager)
                    .map(Checkpoint::lineage)
                    .orElse(Lineage.EMPTY);
        }
    }

    private static List<String> unread(Audit audit, Lineage lineage) {
        return audit.knowledgeEnds().entrySet().stream()
                .filter(end -> lineage.offsets().getOrDefault(end.getKey(), 0L) < end.getValue())
                .map(Map.Entry::getKey)
                .toList();
    }

    @Override
    public void close() {
        cluster.close();
    }
}
