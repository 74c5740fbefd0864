package io.alambic.cli.up;

import io.alambic.cli.Home;
import io.alambic.cli.UserError;
import io.alambic.cli.broker.BrokerSettings;
import io.alambic.cli.file.DistillationFile;
import io.alambic.cli.file.FileServices;
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
import java.util.EnumMap;
import java.util.HashMap;
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
        UpSettings.PortChoice ports) {

    private static final Duration START_TIMEOUT = Duration.ofMinutes(3);
    private static final Duration LOOK = Duration.ofMillis(250);

    /** Runs until a process ends, or a service cannot go on. Never returns by itself. */
    void run(Ports free) throws InterruptedException {
        Cluster cluster = cluster(free);
        String servers = cluster.bootstrapServers();
        Map<Role, ServiceProbe> probes = new EnumMap<>(Role.class);
        for (Role role : file.roles()) {
            probes.put(role, start(role, servers));
        }
        for (Role role : file.roles()) {
            awaitStarted(role, probes.get(role));
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
        List<String> created = cluster.createMissing(
                new TopicPlan(file.topics(), file.limits(), 1, named.isPresent() ? TopicPlan.AS_BROKERS_SAY : 1));
        screen.say(
                "kafka: broker at %s, %s",
                cluster.bootstrapServers(),
                created.isEmpty() ? "all topics are there" : "created " + String.join(", ", created));
        return cluster;
    }

    private ServiceProbe start(Role role, String servers) {
        FileServices services = new FileServices(home, file);
        Map<String, String> added = new HashMap<>(services.needed(role, servers, work.run("")));
        added.putAll(ports.settings(role));
        processes.start(new ProcessSpec(
                role.title(), services.command(role, added), work.log(role.module()), Optional.of(file.folder())));
        return new ServiceProbe(http(role));
    }

    private URI http(Role role) {
        return URI.create("http://%s:%d".formatted(Ports.LOOPBACK, ports.http(role)));
    }

    private void awaitStarted(Role role, ServiceProbe probe) throws InterruptedException {
        waiting.until(
                () -> {
                    Progress.requireLive(role, probe.health());
                    return probe.started();
                },
                START_TIMEOUT,
                "The %s was not up within %d s (%s/q/health/started); its log is %s."
                        .formatted(role.title(), START_TIMEOUT.toSeconds(), probe.base(), work.log(role.module())));
    }

    private void sayAddresses(String servers) {
        boolean learns = file.roles().contains(Role.STUDENT);
        Endpoints endpoints = new Endpoints(
                servers,
                learns ? "%s:%d".formatted(Ports.LOOPBACK, ports.grpc()) : null,
                learns ? file.value("alambic.student.name").orElse("student") : null,
                file.roles().contains(Role.TEACHER) ? http(Role.TEACHER).toString() : null,
                learns ? http(Role.STUDENT).toString() : null);
        work.write(work.endpoints(), endpoints);
        screen.say("samples: produce to topic %s at %s", file.topics().samples(), servers);
        if (learns) {
            screen.say(
                    "student: gRPC at %s, REST at %s/v2/models/%s",
                    endpoints.grpc(), endpoints.studentHttp(), endpoints.model());
        }
        screen.say("addresses in %s; Ctrl-C stops everything", work.endpoints());
    }
}
