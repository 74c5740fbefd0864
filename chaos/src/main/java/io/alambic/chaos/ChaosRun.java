package io.alambic.chaos;

import ai.djl.ndarray.NDManager;
import io.alambic.chaos.cluster.CallOutcome;
import io.alambic.chaos.cluster.ClusterLayout;
import io.alambic.chaos.cluster.ClusterRun;
import io.alambic.chaos.cluster.InferenceCalls;
import io.alambic.chaos.cluster.ProcessCluster;
import io.alambic.chaos.cluster.SampleSources;
import io.alambic.chaos.cluster.SteadyCaller;
import io.alambic.cli.Home;
import io.alambic.cli.broker.BrokerSettings;
import io.alambic.cli.observe.Metrics;
import io.alambic.core.checkpoint.Checkpoint;
import io.alambic.core.checkpoint.CheckpointStore;
import io.alambic.core.checkpoint.Lineage;
import io.alambic.launch.RestartableProcess;
import io.alambic.launch.Stopping;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Injects faults into the processes of a cluster while samples stream, then accounts for every sample.
 */
public final class ChaosRun implements ClusterRun {

    private static final Duration SETTLE_LIMIT = Duration.ofMinutes(2);
    private static final ConditionFactory SETTLE = Awaitility.await()
            .pollInSameThread()
            .pollDelay(Duration.ZERO)
            .pollInterval(Duration.ofMillis(500))
            .atMost(SETTLE_LIMIT);

    /** An idle machine needs seconds; one that starts other processes at the same time needs longer. */
    private static final Duration STOP_GRACE = Duration.ofMinutes(2);

    private static final int CHECKPOINTS_KEPT = 3;

    private final ProcessCluster cluster;
    private final Consumer<String> progress;
    private final Map<String, Integer> hits = new TreeMap<>();
    private final List<Stopping> stops = new ArrayList<>();
    private long brokenOffByStops;
    private long lostInOutages;

    /**
     * Creates a run with its own cluster.
     *
     * @param work folder for brokers, checkpoints and logs
     * @param progress receives progress messages, line by line
     */
    public ChaosRun(Home home, Path work, Consumer<String> progress) {
        this.cluster = new ProcessCluster(home, work, progress);
        this.progress = progress;
    }

    /** Injects the faults, then checks every sample. */
    public ChaosReport run(FaultPlan plan) throws InterruptedException, IOException {
        cluster.start();
        ClusterLayout layout = cluster.layout();
        try (SampleSources source = new SampleSources(layout, plan.seed());
                SteadyCaller caller = new SteadyCaller(BrokerSettings.HOST, layout.grpcPort());
                Audit audit = new Audit(layout.bootstrapServers(), ProcessCluster.TOPICS)) {
            List<Fault> faults = plan.draw(layout.processes());
            for (int i = 0; i < faults.size(); i++) {
                Thread.sleep(faults.get(i).calm().toMillis());
                inject(faults.get(i), caller, "%d/%d".formatted(i + 1, faults.size()));
                revive();
            }
            source.finish();
            settle(audit, source);
            InferenceCalls inference = new InferenceCalls(
                    caller.answered(),
                    caller.count(CallOutcome.REFUSED),
                    caller.count(CallOutcome.BROKEN_OFF),
                    caller.count(CallOutcome.FAILED),
                    brokenOffByStops,
                    lostInOutages);
            stops.addAll(cluster.stopServices(STOP_GRACE));
            Lineage lineage = lineage();
            return new ChaosReport(
                    plan.seed(),
                    hits,
                    source.acknowledged().size(),
                    audit.missing(source.acknowledged()),
                    audit.doubled(),
                    audit.unexpected(source.acknowledged()),
                    audit.altered(),
                    source.filtered(),
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

    private void inject(Fault fault, SteadyCaller caller, String number) throws InterruptedException {
        revive();
        RestartableProcess process = cluster.processes().get(fault.process());
        String name = fault.kind() == Fault.Kind.OUTAGE ? "brokers" : process.name();
        String kind = fault.kind().name().toLowerCase(Locale.ROOT);
        progress.accept("%s %s %s for %,d ms"
                .formatted(number, kind, name, fault.outage().toMillis()));
        hits.merge(name + " " + kind, 1, Integer::sum);
        switch (fault.kind()) {
            case KILL -> {
                process.kill();
                Thread.sleep(fault.outage().toMillis());
                process.start();
            }
            case STOP -> {
                stop(process, caller);
                Thread.sleep(fault.outage().toMillis());
                process.start();
            }
            case FREEZE -> {
                process.freeze();
                Thread.sleep(fault.outage().toMillis());
                process.thaw();
            }
            case OUTAGE -> takeBrokersAway(fault.outage(), caller);
        }
    }

    /** Restarts processes that have ended, as a supervisor does. */
    private void revive() {
        cluster.processes().stream().filter(other -> !other.isAlive()).forEach(other -> {
            progress.accept(other.name() + " had ended by itself and is started again");
            hits.merge(other.name() + " ended", 1, Integer::sum);
            other.start();
        });
    }

    private void stop(RestartableProcess process, SteadyCaller caller) throws InterruptedException {
        if (cluster.brokers().contains(process)) {
            cluster.awaitBrokers();
        }
        long before = caller.count(CallOutcome.BROKEN_OFF);
        stops.add(process.stop(STOP_GRACE));
        brokenOffByStops += caller.count(CallOutcome.BROKEN_OFF) - before;
    }

    private void takeBrokersAway(Duration outage, SteadyCaller caller) throws InterruptedException {
        long answered = caller.answered();
        SETTLE.alias("the student answers").until(() -> caller.answered() > answered);
        long before = caller.unanswered();
        cluster.brokers().forEach(RestartableProcess::kill);
        Thread.sleep(outage.toMillis());
        lostInOutages += caller.unanswered() - before;
        cluster.brokers().forEach(RestartableProcess::start);
    }

    /** Waits until every acknowledged sample is taught and learned, or the timeout expires. */
    private void settle(Audit audit, SampleSources source) throws InterruptedException {
        progress.accept("waiting until everything is taught and learned");
        boolean taught = settles(() -> {
            audit.read();
            return audit.missing(source.acknowledged()) == 0 && audit.deadLetters() >= source.malformed();
        });
        boolean learned = settles(() -> {
            Metrics metrics = cluster.studentMetrics().orElse(null);
            return metrics != null
                    && metrics.value("alambic_student_lag_records").orElse(1) == 0
                    && metrics.value("alambic_student_queue_batches").orElse(1) == 0;
        });
        audit.read();
        if (!taught || !learned) {
            progress.accept("gave up waiting after %d s".formatted(SETTLE_LIMIT.toSeconds()));
        }
    }

    private static boolean settles(Callable<Boolean> condition) {
        try {
            SETTLE.until(condition);
            return true;
        } catch (ConditionTimeoutException e) {
            return false;
        }
    }

    private Lineage lineage() throws IOException {
        try (NDManager manager = NDManager.newBaseManager()) {
            CheckpointStore store = new CheckpointStore(
                    cluster.layout().checkpoints(),
                    CHECKPOINTS_KEPT,
                    (file, reason) -> progress.accept(file + ": " + reason));
            return store.newest(ClusterLayout.MODEL.fingerprint(), manager)
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
