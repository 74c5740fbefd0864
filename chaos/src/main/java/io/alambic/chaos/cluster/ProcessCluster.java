package io.alambic.chaos.cluster;

import ai.djl.ndarray.NDManager;
import io.alambic.cli.Home;
import io.alambic.cli.broker.BrokerSettings;
import io.alambic.cli.observe.Metrics;
import io.alambic.cli.observe.ServiceProbe;
import io.alambic.core.model.TrainableNetwork;
import io.alambic.core.storage.ModelFolder;
import io.alambic.kafka.RecordLimits;
import io.alambic.kafka.TopicNames;
import io.alambic.kafka.TopicPlan;
import io.alambic.launch.Jvm;
import io.alambic.launch.RestartableProcess;
import io.alambic.launch.Stopping;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** Runs three brokers, some teachers, a merge if there are several, and a student as processes. Confined to one thread; closing kills the processes. */
public final class ProcessCluster implements AutoCloseable {

    /** The topics of its services. */
    public static final TopicNames TOPICS = TopicNames.DEFAULT;

    private static final int PARTITIONS = 4;
    private static final Optional<String> ANSWERS = Optional.of("alambic.answers");
    private static final ConditionFactory START = Awaitility.await()
            .pollInSameThread()
            .pollDelay(Duration.ZERO)
            .pollInterval(Duration.ofMillis(200))
            .atMost(Duration.ofMinutes(2));

    private final ClusterLayout layout;
    private final Jvm studentJvm;
    private final Consumer<String> progress;
    private final List<RestartableProcess> brokers = new ArrayList<>();
    private final List<RestartableProcess> services = new ArrayList<>();

    /** Creates a cluster with teachers of all kinds and a merge, whose student runs in the usual JVM of a service. */
    public ProcessCluster(Home home, Path work, Consumer<String> progress) {
        this(home, work, progress, ClusterTeacher.ALL_KINDS, ClusterLayout.SERVICE);
    }

    /** Creates a cluster whose student runs in a JVM of its own kind. */
    public ProcessCluster(
            Home home, Path work, Consumer<String> progress, List<ClusterTeacher> teachers, Jvm studentJvm) {
        this.layout = new ClusterLayout(home, work, teachers);
        this.studentJvm = studentJvm;
        this.progress = progress;
    }

    /** Returns where its processes listen, and what they write. */
    public ClusterLayout layout() {
        return layout;
    }

    /** Returns all processes, brokers first. */
    public List<RestartableProcess> processes() {
        List<RestartableProcess> all = new ArrayList<>(brokers);
        all.addAll(services);
        return all;
    }

    /** Returns the teachers, the merge and the student. */
    public List<RestartableProcess> services() {
        return services;
    }

    /** Starts all processes and waits until they are ready. */
    public void start() throws InterruptedException, IOException {
        try (NDManager manager = NDManager.newBaseManager();
                TrainableNetwork network = ClusterLayout.MODEL.newNetwork(manager, 1)) {
            ModelFolder.save(layout.teacherModel(), "chaos", ClusterLayout.MODEL, network, 0, 0);
        }
        for (int broker = 0; broker < ClusterLayout.BROKERS; broker++) {
            brokers.add(new RestartableProcess(layout.broker(broker)));
        }
        progress.accept("three brokers at " + layout.bootstrapServers());
        START.alias("the brokers answer and the topics exist").until(this::createTopics);
        for (int teacher = 0; teacher < layout.teachers(); teacher++) {
            services.add(new RestartableProcess(layout.teacher(teacher)));
        }
        if (layout.merges()) {
            services.add(new RestartableProcess(layout.merge()));
        }
        services.add(new RestartableProcess(layout.student(studentJvm)));
        START.alias("the teachers and the student have started").until(() -> {
            boolean all = probe(layout.studentPort()).started()
                    && (!layout.merges() || probe(layout.mergePort()).started());
            for (int teacher = 0; teacher < layout.teachers(); teacher++) {
                all &= probe(layout.teacherPort(teacher)).started();
            }
            return all;
        });
        progress.accept("%d teachers%s and a student have started"
                .formatted(layout.teachers(), layout.merges() ? ", their merge" : ""));
    }

    private boolean createTopics() throws InterruptedException {
        try (Admin admin = admin()) {
            if (admin.describeCluster().nodes().get().size() < ClusterLayout.BROKERS) {
                return false;
            }
            admin.createTopics(topics()).all().get();
            return true;
        } catch (ExecutionException e) {
            return false;
        }
    }

    /** Returns the topics of the services, and the topic of samples of each format. */
    private Collection<NewTopic> topics() {
        Map<String, NewTopic> topics = new HashMap<>();
        for (SampleFormat format : layout.formats()) {
            TopicNames names = new TopicNames(
                    format.topic(), TOPICS.knowledge(), TOPICS.control(), TOPICS.weights(), TOPICS.deadLetters());
            new TopicPlan(names, ANSWERS, RecordLimits.DEFAULT, PARTITIONS, (short) ClusterLayout.BROKERS)
                    .topics()
                    .forEach(topic -> topics.put(topic.name(), topic));
        }
        return topics.values();
    }

    private Admin admin() {
        return Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, layout.bootstrapServers(),
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 10_000,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000));
    }

    /**
     * Waits until every broker is up, as an operator does before stopping one: without a controller quorum, a
     * broker takes minutes to stop.
     */
    public void awaitBrokers() throws InterruptedException {
        START.alias("every broker is there").until(() -> {
            try (Admin admin = admin()) {
                return admin.describeCluster().nodes().get().size() == ClusterLayout.BROKERS;
            } catch (ExecutionException e) {
                return false;
            }
        });
    }

    /** Returns all brokers. */
    public List<RestartableProcess> brokers() {
        return brokers;
    }

    /** Returns the student's metrics; empty if it does not answer. */
    public Optional<Metrics> studentMetrics() throws InterruptedException {
        return probe(layout.studentPort()).metrics();
    }

    /** Stops the services cleanly, and returns how each ended. */
    public List<Stopping> stopServices(Duration grace) {
        return services.stream().map(service -> service.stop(grace)).toList();
    }

    private static ServiceProbe probe(int port) {
        return new ServiceProbe(URI.create("http://" + BrokerSettings.HOST + ":" + port));
    }

    @Override
    public void close() {
        services.forEach(RestartableProcess::close);
        brokers.forEach(RestartableProcess::close);
    }
}
