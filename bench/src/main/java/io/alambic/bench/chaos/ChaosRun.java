package io.alambic.bench.chaos;

import ai.djl.ndarray.NDManager;
import io.alambic.bench.process.Victim;
import io.alambic.cli.Home;
import io.alambic.cli.observe.Metrics;
import io.alambic.core.checkpoint.Checkpoint;
import io.alambic.core.checkpoint.CheckpointStore;
import io.alambic.core.checkpoint.Lineage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** A cluster, a stream of samples, and blows that hit one process after the other; then every sample is looked for. */
final class ChaosRun implements ClusterRun {

    private static final Duration SETTLE_PATIENCE = Duration.ofMinutes(2);
    private static final Duration STOP_PATIENCE = Duration.ofMinutes(1);
    private static final int CHECKPOINTS_KEPT = 3;

    private final Cluster cluster;
    private final Consumer<String> say;
    private boolean everyStopInOrder = true;

    ChaosRun(Home home, Path work, Consumer<String> say) {
        this.cluster = new Cluster(home, work, say);
        this.say = say;
    }

    /** Runs to the end. */
    ChaosReport run(int blows, long seed) throws InterruptedException, IOException {
        cluster.start();
        Sites sites = cluster.sites();
        Map<String, Integer> hits = new TreeMap<>();
        try (SampleSource source = new SampleSource(sites.bootstrapServers(), Cluster.TOPICS.samples(), seed);
                Audit audit = new Audit(sites.bootstrapServers(), Cluster.TOPICS)) {
            List<Victim> victims = cluster.processes();
            List<Blow> plan = new BlowPlan(blows, victims.size(), seed).draw();
            for (int i = 0; i < plan.size(); i++) {
                strike(plan.get(i), victims, hits, "%d/%d".formatted(i + 1, plan.size()));
            }
            source.finish();
            settle(audit, source);
            boolean inOrder = cluster.stopServices() && everyStopInOrder;
            Lineage lineage = lineage();
            return new ChaosReport(
                    seed,
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
                    inOrder);
        }
    }

    private void strike(Blow blow, List<Victim> victims, Map<String, Integer> hits, String number)
            throws InterruptedException {
        Thread.sleep(blow.calm().toMillis());
        Victim victim = victims.get(blow.victim());
        String kind = blow.kind().name().toLowerCase(Locale.ROOT);
        say.accept("%s %s %s for %,d ms"
                .formatted(number, kind, victim.name(), blow.outage().toMillis()));
        hits.merge(victim.name() + " " + kind, 1, Integer::sum);
        switch (blow.kind()) {
            case KILL -> {
                victim.kill();
                Thread.sleep(blow.outage().toMillis());
                victim.start();
            }
            case STOP -> {
                everyStopInOrder &= victim.stop(STOP_PATIENCE);
                Thread.sleep(blow.outage().toMillis());
                victim.start();
            }
            case FREEZE -> {
                victim.freeze();
                Thread.sleep(blow.outage().toMillis());
                victim.thaw();
            }
        }
        victims.stream().filter(other -> !other.isAlive()).forEach(other -> {
            say.accept(other.name() + " had ended by itself and is started again");
            hits.merge(other.name() + " ended", 1, Integer::sum);
            other.start();
        });
    }

    /** Waits until every acknowledged sample is taught and the student has learned it, or nothing moves. */
    private void settle(Audit audit, SampleSource source) throws InterruptedException {
        say.accept("waiting until everything is taught and learned");
        boolean taught = Cluster.within(SETTLE_PATIENCE, () -> {
            audit.read();
            return audit.missing(source.acknowledged()) == 0 && audit.deadLetters() >= source.malformed();
        });
        boolean learned = Cluster.within(SETTLE_PATIENCE, () -> {
            Metrics metrics = cluster.studentMetrics().orElse(null);
            return metrics != null
                    && metrics.value("alambic_student_lag_records").orElse(1) == 0
                    && metrics.value("alambic_student_queue_batches").orElse(1) == 0;
        });
        audit.read();
        if (!taught || !learned) {
            say.accept("gave up waiting after %d s".formatted(SETTLE_PATIENCE.toSeconds()));
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
