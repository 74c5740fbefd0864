package io.alambic.bench.chaos;

import ai.djl.ndarray.NDManager;
import io.alambic.cli.Home;
import io.alambic.cli.UserError;
import io.alambic.cli.broker.BrokerSettings;
import io.alambic.cli.observe.Metrics;
import io.alambic.cli.observe.ServiceProbe;
import io.alambic.core.checkpoint.Checkpoint;
import io.alambic.core.checkpoint.CheckpointStore;
import io.alambic.core.checkpoint.Lineage;
import io.alambic.core.model.ModelFolder;
import io.alambic.core.model.Network;
import io.alambic.topics.RecordLimits;
import io.alambic.topics.TopicNames;
import io.alambic.topics.TopicPlan;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/**
 * Three brokers, two teachers and a student as processes, a stream of samples, and blows that hit one
 * process after the other; at the end every sample is looked for.
 */
final class ChaosRun implements AutoCloseable {

    private static final TopicNames TOPICS = TopicNames.DEFAULT;
    private static final int PARTITIONS = 4;
    private static final Duration START_PATIENCE = Duration.ofMinutes(2);
    private static final Duration SETTLE_PATIENCE = Duration.ofMinutes(2);
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Duration GRACE = Duration.ofSeconds(30);
    private static final int CHECKPOINTS_KEPT = 3;

    private final Sites sites;
    private final Consumer<String> say;
    private final List<Victim> brokers = new ArrayList<>();
    private final List<Victim> services = new ArrayList<>();

    ChaosRun(Home home, Path work, Consumer<String> say) {
        this.sites = new Sites(home, work);
        this.say = say;
    }

    /** Runs to the end. */
    ChaosReport run(int blows, long seed) throws InterruptedException, IOException {
        start();
        Map<String, Integer> hits = new TreeMap<>();
        try (SampleSource source = new SampleSource(sites.bootstrapServers(), TOPICS.samples(), seed);
                Audit audit = new Audit(sites.bootstrapServers(), TOPICS)) {
            List<Victim> victims = new ArrayList<>(brokers);
            victims.addAll(services);
            List<Blow> plan = new BlowPlan(blows, victims.size(), seed).draw();
            for (int i = 0; i < plan.size(); i++) {
                strike(plan.get(i), victims, hits, "%d/%d".formatted(i + 1, blows));
            }
            source.finish();
            settle(audit, source);
            boolean inOrder = stop(services);
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

    private void start() throws InterruptedException, IOException {
        try (NDManager manager = NDManager.newBaseManager();
                Network network = Sites.MODEL.newNetwork(manager, 1)) {
            ModelFolder.save(sites.teacherModel(), "chaos", Sites.MODEL, network, 0, 0);
        }
        for (int broker = 0; broker < Sites.BROKERS; broker++) {
            brokers.add(new Victim(sites.broker(broker)));
        }
        say.accept("three brokers at " + sites.bootstrapServers());
        until("the brokers answer and the topics exist", START_PATIENCE, this::createTopics);
        for (int teacher = 0; teacher < Sites.TEACHERS; teacher++) {
            services.add(new Victim(sites.teacher(teacher)));
        }
        services.add(new Victim(sites.student()));
        until("both teachers and the student have started", START_PATIENCE, () -> {
            boolean all = probe(sites.studentPort()).started();
            for (int teacher = 0; teacher < Sites.TEACHERS; teacher++) {
                all &= probe(sites.teacherPort(teacher)).started();
            }
            return all;
        });
        say.accept("two teachers and a student have started");
    }

    private boolean createTopics() throws InterruptedException {
        Map<String, Object> settings = Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, sites.bootstrapServers(),
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 10_000,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
        try (Admin admin = Admin.create(settings)) {
            if (admin.describeCluster().nodes().get().size() < Sites.BROKERS) {
                return false;
            }
            admin.createTopics(new TopicPlan(TOPICS, RecordLimits.DEFAULT, PARTITIONS, (short) Sites.BROKERS).topics())
                    .all()
                    .get();
            return true;
        } catch (ExecutionException e) {
            return false;
        }
    }

    private void strike(Blow blow, List<Victim> victims, Map<String, Integer> hits, String number)
            throws InterruptedException {
        Thread.sleep(blow.calm().toMillis());
        Victim victim = victims.get(blow.victim());
        String kind = blow.kind() == Blow.Kind.KILL ? "kill" : "freeze";
        say.accept("%s %s %s for %,d ms"
                .formatted(number, kind, victim.name(), blow.outage().toMillis()));
        hits.merge(victim.name() + " " + kind, 1, Integer::sum);
        switch (blow.kind()) {
            case KILL -> {
                victim.kill();
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
        boolean taught = within(SETTLE_PATIENCE, () -> {
            audit.read();
            return audit.missing(source.acknowledged()) == 0 && audit.deadLetters() >= source.malformed();
        });
        boolean learned = within(SETTLE_PATIENCE, () -> {
            Metrics metrics = probe(sites.studentPort()).metrics().orElse(null);
            return metrics != null
                    && metrics.value("alambic_student_lag_records").orElse(1) == 0
                    && metrics.value("alambic_student_queue_batches").orElse(1) == 0;
        });
        audit.read();
        if (!taught || !learned) {
            say.accept("gave up waiting after %d s".formatted(SETTLE_PATIENCE.toSeconds()));
        }
    }

    private static boolean stop(List<Victim> victims) {
        boolean inOrder = true;
        for (Victim victim : victims) {
            inOrder &= victim.stop(GRACE);
        }
        return inOrder;
    }

    private Lineage lineage() throws IOException {
        try (NDManager manager = NDManager.newBaseManager()) {
            CheckpointStore store = new CheckpointStore(
                    sites.checkpoints(), CHECKPOINTS_KEPT, (file, reason) -> say.accept(file + ": " + reason));
            return store.newest(Sites.MODEL.toString(), manager)
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

    private static ServiceProbe probe(int port) {
        return new ServiceProbe(URI.create("http://" + BrokerSettings.HOST + ":" + port));
    }

    /** Something that may have come about by now. */
    private interface Look {
        boolean met() throws InterruptedException;
    }

    private static void until(String what, Duration patience, Look look) throws InterruptedException {
        if (!within(patience, look)) {
            throw new UserError("Waited %d s in vain until %s.".formatted(patience.toSeconds(), what));
        }
    }

    private static boolean within(Duration patience, Look look) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (!look.met()) {
            if (System.nanoTime() > end) {
                return false;
            }
            Thread.sleep(LOOK.toMillis());
        }
        return true;
    }

    @Override
    public void close() {
        services.forEach(Victim::close);
        brokers.forEach(Victim::close);
    }
}
