package io.alambic.cli.up;

import io.alambic.cli.Home;
import io.alambic.cli.UserError;
import io.alambic.cli.broker.BrokerSettings;
import io.alambic.cli.file.DescribedService;
import io.alambic.cli.file.DistillationFile;
import io.alambic.cli.file.FileServices;
import io.alambic.cli.file.FileTopics;
import io.alambic.cli.file.Role;
import io.alambic.cli.observe.ServiceProbe;
import io.alambic.cli.run.Cluster;
import io.alambic.cli.run.Endpoints;
import io.alambic.cli.run.LocalBroker;
import io.alambic.cli.run.Screen;
import io.alambic.cli.run.WorkFolder;
import io.alambic.kafka.TopicPlan;
import io.alambic.launch.Ports;
import io.alambic.launch.ProcessSpec;
import io.alambic.launch.Processes;
import io.alambic.launch.Waiting;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The steps of a run: broker, topics, services, records, progress.
 *
 * @param file that describes the run
 * @param home locates the packaged services
 * @param screen shows progress
 * @param work folder of the run
 * @param processes all processes that are started
 * @param waiting waits for them
 * @param ports to listen on
 */
record UpSteps(
        DistillationFile file,
        Home home,
        Screen screen,
        WorkFolder work,
        Processes processes,
        Waiting waiting,
        RunPorts ports) {

    private static final Duration START_TIMEOUT = Duration.ofMinutes(3);
    private static final Duration LOOK = Duration.ofMillis(250);

    /** Runs until a process ends, or a service cannot go on. Never returns by itself. */
    void run(Ports free) throws InterruptedException {
        Cluster cluster = cluster(free);
        String servers = cluster.bootstrapServers();
        Map<DescribedService, ServiceProbe> probes = new LinkedHashMap<>();
        for (DescribedService service : ports.services().keySet()) {
            probes.put(service, start(service, servers));
        }
        for (Map.Entry<DescribedService, ServiceProbe> service : probes.entrySet()) {
            awaitStarted(service.getKey(), service.getValue());
        }
        sayAddresses(servers);
        try (RecordSource records = RecordSource.of(file, cluster.connection())) {
            records.start(screen);
            Progress progress = new Progress(probes, screen);
            while (true) {
                processes.requireAllAlive();
                records.requireNoFailure();
                progress.show();
                Thread.sleep(LOOK.toMillis());
            }
        }
    }

    private Cluster cluster(Ports free) throws InterruptedException {
        Optional<String> named = file.bootstrapServers();
        Cluster cluster;
        if (named.isPresent()) {
            cluster = new Cluster(file.connection(named.get()));
            if (!cluster.answers()) {
                throw new UserError("%s: no Kafka broker answers at %s."
                        .formatted(file.place("kafka.bootstrap.servers"), named.get()));
            }
        } else {
            BrokerSettings broker = new BrokerSettings(
                    ports.kafka(), free.choose(0, "the Kafka controller"), work.run("kafka"), file.limits());
            cluster = new LocalBroker(broker, work).start(processes, waiting);
        }
        List<String> created =
                new FileTopics(file).create(cluster, named.isPresent() ? TopicPlan.AS_BROKERS_SAY : (short) 1);
        screen.say(
                "kafka: broker at %s, %s",
                cluster.bootstrapServers(),
                created.isEmpty() ? "all topics are there" : "created " + String.join(", ", created));
        return cluster;
    }

    private ServiceProbe start(DescribedService service, String servers) {
        FileServices services = new FileServices(home, file);
        RunPorts.Listening listening = ports.services().get(service);
        Map<String, String> added = new HashMap<>(services.needed(service, servers, work.run("")));
        added.putAll(listening.settings());
        processes.start(new ProcessSpec(
                service.title(), services.command(service, added), work.log(service.id()), Optional.of(file.folder())));
        return new ServiceProbe(listening.httpAddress());
    }

    private void awaitStarted(DescribedService service, ServiceProbe probe) throws InterruptedException {
        waiting.until(
                () -> {
                    Progress.requireLive(service, probe.health());
                    return probe.started();
                },
                START_TIMEOUT,
                "The %s was not up within %d s (%s/q/health/started); its log is %s."
                        .formatted(service.title(), START_TIMEOUT.toSeconds(), probe.base(), work.log(service.id())));
    }

    private void sayAddresses(String servers) {
        List<DescribedService> students = file.services(Role.STUDENT);
        Optional<RunPorts.Listening> student = ports.first(Role.STUDENT);
        Map<String, URI> http = new LinkedHashMap<>();
        ports.services().forEach((service, listening) -> http.put(service.id(), listening.httpAddress()));
        work.write(
                work.endpoints(),
                new Endpoints(
                        servers,
                        student.map(RunPorts.Listening::grpcAddress).orElse(null),
                        students.stream().findFirst().map(this::modelName).orElse(null),
                        ports.first(Role.TEACHER)
                                .map(one -> one.httpAddress().toString())
                                .orElse(null),
                        student.map(one -> one.httpAddress().toString()).orElse(null),
                        http));
        screen.say("samples: produce to topic %s at %s", file.topics().samples(), servers);
        for (DescribedService one : students) {
            RunPorts.Listening listening = ports.services().get(one);
            screen.say(
                    "%s: gRPC at %s, REST at %s/v2/models/%s",
                    one.profile().isEmpty() ? "student" : one.title(),
                    listening.grpcAddress(),
                    listening.httpAddress(),
                    modelName(one));
        }
        screen.say("addresses in %s; Ctrl-C stops everything", work.endpoints());
    }

    private String modelName(DescribedService student) {
        return file.as(student).value("alambic.student.name").orElse("student");
    }
}
