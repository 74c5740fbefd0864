package io.alambic.chaos.cluster;

import io.alambic.cli.Home;
import io.alambic.cli.broker.BrokerProcess;
import io.alambic.cli.broker.BrokerSettings;
import io.alambic.core.zoo.Cnn;
import io.alambic.kafka.RecordLimits;
import io.alambic.launch.Jvm;
import io.alambic.launch.Ports;
import io.alambic.launch.ProcessSpec;
import io.alambic.launch.ServiceDefaults;
import io.alambic.launch.ServiceSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.Uuid;

/** Defines the folders, ports and start commands of a cluster's processes. */
public final class ClusterLayout {

    static final int BROKERS = 3;

    /** Shorter than some of the times for which a teacher is away, and longer than others. */
    private static final String GRACE = "5s";

    /** A small model for 8×8 images, so that computation takes little time. */
    public static final Cnn MODEL = new Cnn(List.of(1, 8, 8), List.of(4), List.of(), 4);

    static final Jvm SERVICE = new Jvm(512);

    /** A broker that is killed soon does not earn what the second compiler costs. */
    private static final Jvm BROKER = new Jvm(512).with(ServiceDefaults.FIRST_COMPILER_ONLY);

    /** The memory that docs/configuration.md gives a student. */
    public static final Jvm DOCUMENTED = Jvm.withFixedHeap(256).with("-XX:MaxDirectMemorySize=384m");

    private final Home home;
    private final Path work;
    private final List<ClusterTeacher> teachers;
    private final String clusterId = Uuid.randomUuid().toString();
    private final List<Integer> brokerPorts = new ArrayList<>();
    private final List<Integer> controllerPorts = new ArrayList<>();
    private final List<Integer> teacherPorts = new ArrayList<>();
    private final int mergePort;
    private final int studentPort;
    private final int grpcPort;

    /** Creates a layout under a work folder, on free ports of this machine. */
    ClusterLayout(Home home, Path work, List<ClusterTeacher> teachers) {
        this.home = home;
        this.work = work;
        this.teachers = List.copyOf(teachers);
        Ports ports = new Ports();
        for (int i = 0; i < BROKERS; i++) {
            brokerPorts.add(ports.choose(0, "a broker"));
            controllerPorts.add(ports.choose(0, "a controller"));
        }
        for (int i = 0; i < teachers.size(); i++) {
            teacherPorts.add(ports.choose(0, "a teacher"));
        }
        mergePort = ports.choose(0, "the merge");
        studentPort = ports.choose(0, "the student");
        grpcPort = ports.choose(0, "the student's gRPC");
    }

    /** Returns the number of its brokers, teachers, merges and students. */
    public int processes() {
        return BROKERS + teachers.size() + (merges() ? 1 : 0) + 1;
    }

    /** Returns what the records of its topics of samples are. */
    List<SampleFormat> formats() {
        return teachers.stream().map(ClusterTeacher::format).distinct().toList();
    }

    /** Returns how many groups of teachers read records of a format: each dead-letters what is malformed. */
    int readers(SampleFormat format) {
        return (int) teachers.stream()
                .filter(teacher -> teacher.format() == format)
                .distinct()
                .count();
    }

    /** Returns whether answers of teachers are merged. */
    boolean merges() {
        return teachers.stream().anyMatch(teacher -> teacher.name().isPresent());
    }

    int teachers() {
        return teachers.size();
    }

    /** Returns the addresses of the brokers, as Kafka clients take them. */
    public String bootstrapServers() {
        return brokerPorts.stream()
                .map(port -> BrokerSettings.HOST + ":" + port)
                .collect(Collectors.joining(","));
    }

    Path teacherModel() {
        return work.resolve("teacher");
    }

    /** Returns the folder of the checkpoints of the student. */
    public Path checkpoints() {
        return work.resolve("checkpoints");
    }

    int teacherPort(int teacher) {
        return teacherPorts.get(teacher);
    }

    int mergePort() {
        return mergePort;
    }

    /** Returns the HTTP port of the student. */
    public int studentPort() {
        return studentPort;
    }

    /** Returns the gRPC port of the student. */
    public int grpcPort() {
        return grpcPort;
    }

    /** Returns how to start a node of a KRaft cluster that keeps three replicas of every record. */
    ProcessSpec broker(int broker) {
        Path data = work.resolve("broker-" + broker);
        Map<String, String> settings = new TreeMap<>(
                new BrokerSettings(brokerPorts.get(broker), controllerPorts.get(broker), data, RecordLimits.DEFAULT)
                        .properties());
        settings.put("node.id", Integer.toString(broker + 1));
        settings.put(
                "controller.quorum.voters",
                IntStream.range(0, BROKERS)
                        .mapToObj(i -> "%d@%s:%d".formatted(i + 1, BrokerSettings.HOST, controllerPorts.get(i)))
                        .collect(Collectors.joining(",")));
        for (String copies : List.of("default", "offsets.topic", "transaction.state.log")) {
            settings.put(copies + ".replication.factor", Integer.toString(BROKERS));
        }
        settings.put("min.insync.replicas", "2");
        settings.put("transaction.state.log.min.isr", "2");
        String name = "broker-" + broker;
        try {
            return BrokerProcess.in(BROKER, work, name, settings, clusterId, log(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    ProcessSpec teacher(int teacher) {
        Map<String, String> settings = ServiceSettings.of(bootstrapServers(), teacherPorts.get(teacher));
        settings.putAll(teachers.get(teacher).settings());
        if (teachers.get(teacher).name().isPresent()) {
            settings.putAll(mergeSettings());
        }
        settings.put("alambic.teacher.model", teacherModel().toString());
        settings.put("alambic.teacher.feature-maps", merges() ? " " : "block1");
        settings.put("alambic.teacher.max-batch", "32");
        settings.put(
                "alambic.teacher.state-dir",
                work.resolve("teacher-state-" + teacher).toString());
        return new ProcessSpec(
                "teacher-" + teacher,
                SERVICE.jar(home.service("teacher-service"), settings, List.of()),
                log("teacher-" + teacher));
    }

    /** What the merge and its teachers have to know of each other. */
    private Map<String, String> mergeSettings() {
        Map<String, String> settings = new TreeMap<>(Map.of("alambic.merge.grace", GRACE));
        teachers.stream()
                .flatMap(teacher -> teacher.name().stream())
                .forEach(name -> settings.put("alambic.merge.teachers.%s.weight".formatted(name), "1"));
        return settings;
    }

    ProcessSpec merge() {
        Map<String, String> settings = ServiceSettings.of(bootstrapServers(), mergePort);
        settings.putAll(mergeSettings());
        settings.put("alambic.teacher.state-dir", work.resolve("merge-state").toString());
        return new ProcessSpec(
                "merge", SERVICE.jar(home.service("teacher-service"), settings, List.of("merge")), log("merge"));
    }

    ProcessSpec student(Jvm jvm) {
        Map<String, String> settings = ServiceSettings.of(bootstrapServers(), studentPort);
        settings.put("alambic.student.model.input", "1x8x8");
        settings.put("alambic.student.model.convolutions", "4");
        settings.put("alambic.student.model.dense", " ");
        settings.put("alambic.student.model.classes", Integer.toString(MODEL.classes()));
        if (merges()) {
            settings.put("alambic.student.features", " ");
            settings.put("alambic.student.lambda2", "0");
        } else {
            settings.put("alambic.student.features", "block1:block1");
        }
        settings.put("alambic.student.batch-size", "32");
        settings.put("alambic.student.tolerance", "1");
        settings.put("alambic.student.checkpoint-interval", "500ms");
        settings.put("alambic.student.upkeep.share", "1");
        settings.put("alambic.student.checkpoint-dir", checkpoints().toString());
        settings.put("alambic.student.grpc.host", BrokerSettings.HOST);
        settings.put("alambic.student.grpc.port", Integer.toString(grpcPort));
        return new ProcessSpec(
                "student", jvm.jar(home.service("student-service"), settings, List.of()), log("student"));
    }

    private Path log(String name) {
        return work.resolve("logs").resolve(name + ".log");
    }
}
