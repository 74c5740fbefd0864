package io.alambic.cli.up;

import io.alambic.cli.file.DescribedService;
import io.alambic.cli.file.DistillationFile;
import io.alambic.cli.file.Role;
import io.alambic.launch.Ports;
import java.net.URI;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The ports of a run, each free when it was chosen.
 *
 * @param kafka port of the broker; 0 where the file names brokers
 * @param services what each service listens on, in the order in which they start
 */
record RunPorts(int kafka, Map<DescribedService, Listening> services) {

    private static final String HTTP = "quarkus.http.port";
    private static final String GRPC = "alambic.student.grpc.port";

    RunPorts {
        services = new LinkedHashMap<>(services);
    }

    /**
     * What a service listens on.
     *
     * @param http port of its metrics and health, and of a student's inference over REST
     * @param grpc port of a student's inference; 0 for other services
     */
    record Listening(int http, int grpc) {

        /** Returns the settings of a service that listens on them, on this machine only. */
        Map<String, String> settings() {
            Map<String, String> settings =
                    new LinkedHashMap<>(Map.of("quarkus.http.host", Ports.LOOPBACK, HTTP, Integer.toString(http)));
            if (grpc != 0) {
                settings.put("alambic.student.grpc.host", Ports.LOOPBACK);
                settings.put(GRPC, Integer.toString(grpc));
            }
            return settings;
        }

        URI httpAddress() {
            return URI.create("http://%s:%d".formatted(Ports.LOOPBACK, http));
        }

        String grpcAddress() {
            return "%s:%d".formatted(Ports.LOOPBACK, grpc);
        }
    }

    /** Chooses them: the first service of a role takes the wanted ports, further ones any; a port that the file names goes first. */
    static RunPorts choose(DistillationFile file, UpSettings.PortChoice wanted, Ports free) {
        Map<DescribedService, Listening> services = new LinkedHashMap<>();
        Set<Role> seen = EnumSet.noneOf(Role.class);
        for (DescribedService service : file.services()) {
            boolean first = seen.add(service.role());
            DistillationFile read = file.as(service);
            services.put(
                    service,
                    new Listening(
                            port(
                                    read,
                                    HTTP,
                                    "--port-" + service.role().word(),
                                    first ? wanted.http(service.role()) : 0,
                                    free),
                            service.role() == Role.STUDENT
                                    ? port(read, GRPC, "--port-grpc", first ? wanted.grpc() : 0, free)
                                    : 0));
        }
        return new RunPorts(
                file.bootstrapServers().isPresent() ? 0 : free.choose(wanted.kafka(), "--port-kafka"), services);
    }

    private static int port(DistillationFile read, String key, String option, int wanted, Ports free) {
        return read.value(key)
                .map(text -> free.choose(Integer.parseInt(text.strip()), key))
                .orElseGet(() -> free.choose(wanted, option));
    }

    /** Returns what the first service of a role listens on. */
    Optional<Listening> first(Role role) {
        return services.entrySet().stream()
                .filter(service -> service.getKey().role() == role)
                .map(Map.Entry::getValue)
                .findFirst();
    }
}
