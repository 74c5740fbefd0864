package io.alambic.bench.chaos;

import ai.djl.ndarray.NDManager;
import io.alambic.bench.process.Patience;
import io.alambic.bench.process.Stopping;
import io.alambic.bench.process.Victim;
import io.alambic.cli.Home;
import io.alambic.cli.broker.BrokerSettings;
import io.alambic.cli.observe.Metrics;
import io.alambic.cli.observe.ServiceProbe;
import io.alambic.core.model.TrainableNetwork;
import io.alambic.core.storage.ModelFolder;
import io.alambic.kafka.RecordLimits;
import io.alambic.kafka.TopicNames;
import io.alambic.kafka.TopicPlan;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/** Three brokers, two teachers and a student as processes. Used by one thread; closing kills them. */
final class Cluster implements AutoCloseable {

    static final TopicNames TOPICS = TopicNames.DEFAULT;

    private static final int PARTITIONS = 4;
    private static final Patience START = new Patience(Duration.ofMinutes(2), Duration.ofMillis(500));

    private final Sites sites;
    private final Consumer<String> say;
    private final List<Victim> brokers = new ArrayList<>();
    private final List<Victim> services = new ArrayList<>();

    Cluster(Home home, Path work, Consumer<String> say) {
        this.sites = new Sites(home, work);
        this.say = say;
    }

    Sites sites() {
        return sites;
    }

    /** All processes, brokers first. */
    List<Victim> processes() {
        List<Victim> all = new ArrayList<>(brokers);
        all.addAll(services);
        return all;
    }

    /** Teachers and student. */
    List<Victim> services() {
        return services;
    }

    /** Starts everything and waits until it works. */
    void start() throws InterruptedException, IOException {
        try (NDManager manager = NDManager.newBaseManager();
                TrainableNetwork network = Sites.MODEL.newNetwork(manager, 1)) {
            ModelFolder.save(sites.teacherModel(), "chaos", Sites.MODEL, network, 0, 0);
        }
        for (int broker = 0; broker < Sites.BROKERS; broker++) {
            brokers.add(new Victim(sites.broker(broker)));
        }
        say.accept("three brokers at " + sites.bootstrapServers());
        START.until("the brokers answer and the topics exist", this::createTopics);
        for (int teacher = 0; teacher < Sites.TEACHERS; teacher++) {
            services.add(new Victim(sites.teacher(teacher)));
        }
        services.add(new Victim(sites.student()));
        START.until("both teachers and the student have started", () -> {
            boolean all = probe(sites.studentPort()).started();
            for (int teacher = 0; teacher < Sites.TEACHERS; teacher++) {
                all &= probe(sites.teacherPort(teacher)).started();
            }
            return all;
        });
        say.accept("two teachers and a student have started");
    }

    private boolean createTopics() throws InterruptedException {
        try (Admin admin = admin()) {
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

    private Admin admin() {
        return Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, sites.bootstrapServers(),
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 10_000,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000));
    }

    /**
     * Waits until every broker is there, as whoever stops one in order does: without a quorum of controllers a
     * broker waits for minutes to be let go.
     */
    void awaitBrokers() throws InterruptedException {
        START.until("every broker is there", () -> {
            try (Admin admin = admin()) {
                return admin.describeCluster().nodes().get().size() == Sites.BROKERS;
            } catch (ExecutionException e) {
                return false;
            }
        });
    }

    /** All brokers. */
    List<Victim> brokers() {
        return brokers;
    }

    /** What the student measures; empty where it does not answer. */
    Optional<Metrics> studentMetrics() throws InterruptedException {
        return probe(sites.studentPort()).metrics();
    }

    /** Ends teachers and student in order; how each did. */
    List<Stopping> stopServices(Duration grace) {
        return services.stream().map(service -> service.stop(grace)).toList();
    }

    private static ServiceProbe probe(int port) {
        return new ServiceProbe(URI.create("http://" + BrokerSettings.HOST + ":" + port));
    }

    @Override
    public void close() {
        services.forEach(Victim::close);
        brokers.forEach(Victim::close);
    }
}
