package io.alambic.bench.services;

import ai.djl.ndarray.NDManager;
import io.alambic.bench.comparison.Quickstart;
import io.alambic.cli.FileTrees;
import io.alambic.cli.Home;
import io.alambic.cli.UserError;
import io.alambic.cli.broker.BrokerProcess;
import io.alambic.cli.broker.BrokerSettings;
import io.alambic.cli.observe.Metrics;
import io.alambic.cli.observe.ServiceProbe;
import io.alambic.core.model.TrainableNetwork;
import io.alambic.core.storage.ModelFolder;
import io.alambic.kafka.RecordLimits;
import io.alambic.kafka.TopicNames;
import io.alambic.kafka.TopicPlan;
import io.alambic.launch.Jvm;
import io.alambic.launch.Ports;
import io.alambic.launch.ProcessSpec;
import io.alambic.launch.RestartableProcess;
import io.alambic.launch.ServiceSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/**
 * One broker and the services of a measurement, in a temporary folder that closing removes. Teacher and student are
 * those of the quickstart, with random weights. Used by one thread.
 */
public final class BenchCluster implements AutoCloseable {

    /** Metric of the samples that a teacher has processed, by fate. */
    public static final String TEACHER_SAMPLES = "alambic_teacher_samples_total";

    /** Metric of the samples that a student has processed, by fate. */
    public static final String STUDENT_SAMPLES = "alambic_student_samples_total";

    /** The answers of an untrained teacher are noise: a student that went back and paused would measure its pause. */
    public static final Map<String, String> EVERY_CANDIDATE_SERVES = Map.of("alambic.student.tolerance", "1");

    private static final Jvm SERVICE = new Jvm(1024);
    private static final String GRPC_PORT = "alambic.student.grpc.port";

    private final Home home;
    private final Path work;
    private final long seed;
    private final Jvm jvm;
    private final Ports ports = new Ports();
    private final List<RestartableProcess> processes = new ArrayList<>();
    private final BrokerSettings broker;

    /** Starts a broker and waits until it answers. */
    public BenchCluster(Home home, long seed) throws IOException, InterruptedException {
        this(home, seed, SERVICE);
    }

    /**
     * Starts a broker and waits until it answers.
     *
     * @param jvm of each service
     */
    public BenchCluster(Home home, long seed, Jvm jvm) throws IOException, InterruptedException {
        this.home = home;
        this.jvm = jvm;
        this.seed = seed;
        this.work = Files.createTempDirectory("alambic-bench");
        this.broker = new BrokerSettings(
                ports.choose(0, "the broker"),
                ports.choose(0, "the controller"),
                work.resolve("kafka"),
                RecordLimits.DEFAULT);
        try {
            start(BrokerProcess.in(
                    work, "broker", broker.properties(), Uuid.randomUuid().toString(), log("broker")));
            await("the broker answers", () -> createTopics(TopicNames.DEFAULT, 1));
        } catch (IOException | InterruptedException | RuntimeException e) {
            close();
            throw e;
        }
    }

    public String bootstrapServers() {
        return broker.bootstrapServers();
    }

    /** Returns the folder for files of a measurement. */
    public Path work() {
        return work;
    }

    /** Creates topics for one group of teachers, so that several can run at once; the weights topic is shared. */
    public TopicNames topics(String name, int partitions) throws InterruptedException {
        TopicNames topics = new TopicNames(name + ".samples", name + ".knowledge", name + ".control", name + ".dead");
        await("topics exist", () -> createTopics(topics, partitions));
        return topics;
    }

    private boolean createTopics(TopicNames topics, int partitions) throws InterruptedException {
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers()))) {
            Set<String> there = admin.listTopics().names().get();
            List<NewTopic> missing = new TopicPlan(topics, RecordLimits.DEFAULT, partitions, (short) 1)
                    .topics().stream()
                            .filter(topic -> !there.contains(topic.name()))
                            .toList();
            admin.createTopics(missing).all().get();
            return true;
        } catch (ExecutionException e) {
            return false;
        }
    }

    /**
     * A started service.
     *
     * @param settings with which, of which the addresses are of use
     */
    public record Started(RestartableProcess process, ServiceProbe probe, Map<String, String> settings) {

        public Started {
            settings = Map.copyOf(settings);
        }

        /**
         * Returns its metrics.
         *
         * @throws UserError if it does not answer
         */
        public Metrics metrics() throws InterruptedException {
            return probe.metrics()
                    .orElseThrow(
                            () -> new UserError("%s does not answer; its log says why.".formatted(process.name())));
        }

        /** Returns host and port of a student's gRPC. */
        public String grpc() {
            return BrokerSettings.HOST + ":" + settings.get(GRPC_PORT);
        }
    }

    /**
     * Starts the quickstart's teacher.
     *
     * @param topics that it works on
     * @param changes settings other than the defaults
     */
    public Started teacher(String name, TopicNames topics, Map<String, String> changes)
            throws IOException, InterruptedException {
        Path model = work.resolve("model");
        if (!Files.exists(model)) {
            try (NDManager manager = NDManager.newBaseManager();
                    TrainableNetwork network = Quickstart.TEACHER.newNetwork(manager, seed)) {
                ModelFolder.save(model, "bench", Quickstart.TEACHER, network, Double.NaN, 0);
            }
        }
        Map<String, String> settings = settings(topics);
        settings.put("alambic.teacher.model", model.toString());
        settings.put("alambic.topics.samples", topics.samples());
        settings.put("alambic.teacher.application-id", name);
        settings.put("alambic.teacher.state-dir", work.resolve(name).toString());
        return service("teacher-service", name, settings, changes);
    }

    /**
     * Starts the quickstart's student.
     *
     * @param topics that it works on
     * @param changes settings other than the defaults
     */
    public Started student(String name, TopicNames topics, Map<String, String> changes) throws InterruptedException {
        Map<String, String> settings = settings(topics);
        settings.put("alambic.student.name", name);
        settings.put("alambic.student.checkpoint-dir", work.resolve(name).toString());
        settings.put("alambic.student.grpc.host", BrokerSettings.HOST);
        settings.put(GRPC_PORT, Integer.toString(ports.choose(0, "gRPC")));
        return service("student-service", name, settings, changes);
    }

    private Map<String, String> settings(TopicNames topics) {
        Map<String, String> settings = ServiceSettings.of(bootstrapServers(), ports.choose(0, "HTTP"));
        settings.put("alambic.topics.knowledge", topics.knowledge());
        settings.put("alambic.topics.control", topics.control());
        settings.put("alambic.topics.dead-letters", topics.deadLetters());
        return settings;
    }

    private Started service(String runner, String name, Map<String, String> settings, Map<String, String> changes)
            throws InterruptedException {
        settings.putAll(changes);
        RestartableProcess process =
                start(new ProcessSpec(name, jvm.jar(home.service(runner), settings, List.of()), log(name)));
        ServiceProbe probe =
                new ServiceProbe(URI.create("http://" + BrokerSettings.HOST + ":" + settings.get("quarkus.http.port")));
        await(name + " has started", probe::started);
        return new Started(process, probe, settings);
    }

    private RestartableProcess start(ProcessSpec command) {
        RestartableProcess process = new RestartableProcess(command);
        processes.add(process);
        return process;
    }

    private Path log(String name) {
        return work.resolve("logs").resolve(name + ".log");
    }

    /** Returns a way to poll at once and then at intervals, on the thread that waits. */
    public static ConditionFactory polling(Duration interval, Duration longest) {
        return Awaitility.await()
                .pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(interval)
                .atMost(longest);
    }

    /**
     * Waits until a condition holds.
     *
     * @throws UserError if it does not, or a process ends
     */
    public void await(String what, Callable<Boolean> condition) throws InterruptedException {
        polling(Duration.ofMillis(20), Duration.ofMinutes(2)).alias(what).until(() -> {
            processes.forEach(RestartableProcess::requireAlive);
            return condition.call();
        });
    }

    @Override
    public void close() {
        for (int i = processes.size() - 1; i >= 0; i--) {
            processes.get(i).close();
        }
        try {
            FileTrees.deleteTree(work);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
